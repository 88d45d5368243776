#include "tests/contract/contract_test.hpp"

namespace voicehub::test {
namespace {

class Attach : public ContractTest {
 protected:
  // Attached and started.
  std::unique_ptr<docker::ExecSession> open(docker::ContainerSpec spec) {
    const std::string name = unique_name("attach");
    leftovers().container(name);
    spec.image = "debian:trixie-slim";
    docker::AttachRequest request{.container = {name},
                                  .tty = spec.tty,
                                  .input = spec.open_stdin,
                                  .auto_removed = spec.auto_remove};
    value(run(api().create_container(name, std::move(spec))), "create");
    auto session = value(run(api().attach_container(std::move(request))), "attach");
    const auto started = run(api().start_container({name}));
    EXPECT_TRUE(started) << text_of(started.error());
    return session;
  }

  docker::ExecOutput read_all(docker::ExecSession& session) {
    docker::ExecOutput all;
    while (true) {
      const docker::ExecOutput piece = value(run(session.read_streams()));
      if (piece.is_end()) {
        return all;
      }
      all.output += piece.output;
      all.error_output += piece.error_output;
    }
  }
};

VH_OVER_EVERY_TRANSPORT(Attach);

TEST_P(Attach, LosesNothingOfAContainerThatRemovesItself) {
  const auto session =
      open({.command = std::vector<std::string>{"sh", "-c", "echo out; echo err >&2; exit 3"},
            .auto_remove = true});
  const docker::ExecOutput said = read_all(*session);
  EXPECT_EQ(said.output, "out\n");
  EXPECT_EQ(said.error_output, "err\n");
  EXPECT_EQ(value(run(session->exit_code())), 3);
}

TEST_P(Attach, PassesInputOnToItsEnd) {
  const auto session =
      open({.command = std::vector<std::string>{"cat"}, .open_stdin = true, .stdin_once = true});
  ASSERT_TRUE(run(session->write("typed\n")));
  ASSERT_TRUE(run(session->close_input()));
  EXPECT_EQ(read_all(*session).output, "typed\n");
  EXPECT_EQ(value(run(session->exit_code())), 0);
}

TEST_P(Attach, TakesNoInputThatTheContainerDoesNot) {
  const auto session = open({.command = std::vector<std::string>{"true"}});
  EXPECT_FALSE(run(session->write("typed\n")));
  EXPECT_EQ(read_all(*session).output, "");
  EXPECT_EQ(value(run(session->exit_code())), 0);
}

}  // namespace
}  // namespace voicehub::test
