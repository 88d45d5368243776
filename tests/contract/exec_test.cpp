#include "tests/contract/contract_test.hpp"

namespace voicehub::test {
namespace {

using testing::HasSubstr;

class Exec : public ContractTest {
 protected:
  void SetUp() override {
    ContractTest::SetUp();
    if (!HasFatalFailure() && !IsSkipped()) {
      container_ = start_container({"sleep", "1000"});
    }
  }

  docker::ExecReply exec(docker::ExecRequest request) {
    request.container = container_;
    return value(run(api().exec(std::move(request))));
  }

  std::unique_ptr<docker::ExecSession> open(docker::ExecRequest request) {
    request.container = container_;
    request.attach_stdin = true;
    return value(run(api().open_exec(std::move(request))));
  }

  // Everything up to the end of the session.
  std::string read_all(docker::ExecSession& session) {
    std::string all;
    while (true) {
      const std::string piece = value(run(session.read()));
      if (piece.empty()) {
        return all;
      }
      all += piece;
    }
  }

  docker::ContainerId container_;
};

VH_OVER_EVERY_TRANSPORT(Exec);

TEST_P(Exec, CapturesBothStreamsAndTheExitCode) {
  const auto reply = exec({.command = {"sh", "-c", "echo out; echo err >&2; exit 3"}});
  EXPECT_EQ(reply.output, "out\n");
  EXPECT_EQ(reply.error_output, "err\n");
  EXPECT_EQ(reply.exit_code, 3);
}

TEST_P(Exec, CapturesALotOfOutput) {
  const auto reply = exec({.command = {"head", "-c", "3000000", "/dev/zero"}});
  EXPECT_EQ(reply.output.size(), 3'000'000U);
  EXPECT_EQ(reply.exit_code, 0);
}

TEST_P(Exec, RunsAsTheUserInTheFolderWithTheEnvironment) {
  const auto reply = exec({.command = {"sh", "-c", "id -u; pwd; echo $GREETING"},
                           .environment = {"GREETING=hello"},
                           .user = "1000",
                           .working_dir = "/tmp"});
  EXPECT_EQ(reply.output, "1000\n/tmp\nhello\n");
}

TEST_P(Exec, SaysThatTheProgramIsMissing) {
  const auto reply = exec({.command = {"no-such-program"}});
  EXPECT_THAT(reply.exit_code, testing::AnyOf(126, 127));
  EXPECT_THAT(reply.output, HasSubstr("executable file not found"));
}

TEST_P(Exec, RefusesAStoppedContainer) {
  ASSERT_TRUE(run(api().kill_container(container_, "KILL")));
  value(run(api().wait_container(container_)));
  const auto reply = run(api().exec({.container = container_, .command = {"true"}}));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::conflict);
  EXPECT_THAT(reply.error().cause, HasSubstr("is not running"));
}

TEST_P(Exec, PassesInputUntilItEnds) {
  const auto session = open({.command = {"sh", "-c", "cat; echo gone >&2; exit 5"}});
  ASSERT_TRUE(session);
  ASSERT_TRUE(run(session->write("typed\n")));
  ASSERT_TRUE(run(session->close_input()));
  const std::string output = read_all(*session);
  EXPECT_THAT(output, HasSubstr("typed\n"));
  EXPECT_THAT(output, HasSubstr("gone\n"));
  EXPECT_EQ(value(run(session->exit_code())), 5);
}

TEST_P(Exec, GivesATerminalOfTheSizeThatIsAskedFor) {
  const auto session = open({.command = {"sh"}, .tty = true});
  ASSERT_TRUE(session);
  ASSERT_TRUE(run(session->resize(33, 111)));
  ASSERT_TRUE(run(session->write("stty size; tty; exit 7\n")));
  const std::string screen = read_all(*session);
  EXPECT_THAT(screen, HasSubstr("33 111\r\n"));
  EXPECT_THAT(screen, HasSubstr("/dev/pts/"));
  EXPECT_EQ(value(run(session->exit_code())), 7);
}

TEST_P(Exec, TellsTheProgramOfANewSize) {
  const auto session = open({.command = {"sh",
                                         "-c",
                                         "trap 'stty size; exit 0' WINCH; echo ready; "
                                         "while :; do sleep 0.05; done"},
                             .tty = true});
  ASSERT_TRUE(session);
  std::string screen;
  while (!screen.contains("ready")) {
    const std::string piece = value(run(session->read()));
    ASSERT_FALSE(piece.empty()) << screen;
    screen += piece;
  }
  ASSERT_TRUE(run(session->resize(20, 70)));
  EXPECT_THAT(read_all(*session), HasSubstr("20 70"));
}

}  // namespace
}  // namespace voicehub::test
