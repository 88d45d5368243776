#include <signal.h>

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "core/base/tar.hpp"
#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;

class Shell : public Scenario {};

class Exec : public Scenario {};

constexpr std::string_view kWorker = R"(
services:
  worker:
    image: debian:trixie-slim
    command: [sleep, "1000"]
)";

TestProject& started(TestProject& project) {
  const Finished start = project.run({"start"});
  EXPECT_EQ(start.exit_code, 0) << start.error_output;
  return project;
}

TEST_F(Shell, IsBashInATerminalOfTheSameSize) {
  TestProject project{kWorker};
  Process shell = started(project).start_in_terminal({"shell"}, {.rows = 33, .columns = 111});
  // The daemon takes a size only once the command has started, so both sizes arrive a moment late.
  shell.type("echo $0; until stty size | grep -q '33 111'; do :; done; echo si''zed\n");
  EXPECT_TRUE(shell.wait_for("/bin/bash"));
  EXPECT_TRUE(shell.wait_for("sized"));
  shell.resize({.rows = 44, .columns = 122});
  shell.type("until stty size | grep -q '44 122'; do :; done; echo resi''zed\n");
  EXPECT_TRUE(shell.wait_for("resized"));
  shell.type("exit 7\n");
  EXPECT_EQ(shell.finish().exit_code, 7);
}

TEST_F(Shell, PassesCtrlCOnAndPutsTheTerminalBack) {
  TestProject project{kWorker};
  Process shell = started(project).start_in_terminal({"shell"});
  shell.type(
      "sh -c 'trap \"echo cau\"\"ght; exit\" INT; echo wai\"\"ting; while :; do sleep 0.02; "
      "done'\n");
  ASSERT_TRUE(shell.wait_for("waiting"));
  EXPECT_FALSE(shell.terminal_is_cooked());
  shell.type("\x03");
  EXPECT_TRUE(shell.wait_for("caught"));
  shell.type("exit 5\n");
  EXPECT_EQ(shell.finish().exit_code, 5);
  EXPECT_TRUE(shell.terminal_is_cooked());
}

TEST_F(Shell, PutsTheTerminalBackWhenItIsTerminated) {
  for (const int signal : {SIGTERM, SIGHUP}) {
    TestProject project{kWorker};
    Process shell = started(project).start_in_terminal({"shell"});
    shell.type("echo rea''dy\n");
    ASSERT_TRUE(shell.wait_for("ready"));
    shell.send_signal(signal);
    EXPECT_EQ(shell.finish().exit_code, 130);
    EXPECT_TRUE(shell.terminal_is_cooked()) << "after signal " << signal;
  }
}

TEST_F(Shell, RunsAScriptFromAPipe) {
  TestProject project{kWorker};
  const Finished shell =
      started(project).run({"shell", "worker"}, {.input = "echo from $0; echo no >&2; exit 4\n"});
  EXPECT_EQ(shell.exit_code, 4);
  EXPECT_EQ(shell.output, "from /bin/bash\n");
  EXPECT_EQ(shell.error_output, "no\n");
}

// An image with nothing but one static program.
class ImageWithoutShell {
 public:
  explicit ImageWithoutShell(Daemon& daemon) : daemon_{daemon} {
    std::ifstream file{IDLE_BINARY, std::ios::binary};
    std::ostringstream program;
    program << file.rdbuf();
    const std::string tar = make_tar({{.name = "idle", .content = program.str(), .mode = 0755}});
    const auto imported = daemon_.wait(daemon_.api().import_image(name, {R"(CMD ["/idle"])"}, tar));
    EXPECT_TRUE(imported) << imported.error().message;
  }

  ~ImageWithoutShell() { (void)daemon_.wait(daemon_.api().remove_image(name)); }

  static constexpr const char* name = "vhtest-no-shell:1";

 private:
  Daemon& daemon_;
};

TEST_F(Shell, OffersADebugImageWhereThereIsNoShell) {
  Daemon daemon;
  const ImageWithoutShell image{daemon};
  TestProject project{"services: {tts: {image: 'vhtest-no-shell:1'}}"};
  const Finished shell = started(project).run({"shell"});
  EXPECT_EQ(shell.exit_code, 1);
  EXPECT_THAT(shell.error_output, HasSubstr("has neither bash nor sh"));
  EXPECT_THAT(shell.error_output, HasSubstr("--debug-image"));

  const Finished debug = project.run({"shell", "--debug-image", "debian:trixie-slim"},
                                     {.input = "cat /proc/1/comm; ls /proc/1/root; exit 3\n"});
  EXPECT_EQ(debug.exit_code, 3) << debug.error_output;
  EXPECT_THAT(debug.output, HasSubstr("idle\n"));
  EXPECT_EQ(project.containers().size(), 1U) << "the debug container is still there";
}

TEST_F(Exec, PassesStreamsAndExitCodeThrough) {
  TestProject project{kWorker};
  const Finished exec = started(project).run(
      {"exec", "worker", "--", "sh", "-c", "cat; echo no >&2; exit 7"}, {.input = "typed\n"});
  EXPECT_EQ(exec.exit_code, 7);
  EXPECT_EQ(exec.output, "typed\n");
  EXPECT_EQ(exec.error_output, "no\n");
}

TEST_F(Exec, TakesFlagsOfTheCommandAsTheCommands) {
  TestProject project{kWorker};
  started(project);
  EXPECT_EQ(project.run({"exec", "worker", "echo", "-n", "-f", "x"}).output, "-f x");
  EXPECT_EQ(project.run({"exec", "--", "echo", "-n", "x"}).output, "x") << "the only service";
  EXPECT_EQ(
      project.run({"exec", "-e", "A=1", "-w", "/etc", "worker", "sh", "-c", "echo $A $PWD"}).output,
      "1 /etc\n");
  EXPECT_EQ(project.run({"exec", "worker"}).exit_code, 2) << "nothing to run";
}

TEST_F(Exec, HasATerminalWhereThereIsOne) {
  TestProject project{kWorker};
  Process with = started(project).start_in_terminal({"exec", "worker", "tty"});
  EXPECT_THAT(with.finish().output, HasSubstr("/dev/pts/"));
  Process without = project.start_in_terminal({"exec", "-T", "worker", "tty"});
  const Finished finished = without.finish();
  EXPECT_THAT(finished.output, HasSubstr("not a tty"));
  EXPECT_EQ(finished.exit_code, 1);
}

TEST_F(Exec, MovesABigFileUnchanged) {
  TestProject project{kWorker};
  std::string big(5'000'000, '\0');
  for (std::size_t i = 0; i < big.size(); ++i) {
    big[i] = static_cast<char>(i * 31 % 251);
  }
  const Finished exec = started(project).run({"exec", "worker", "cat"}, {.input = big});
  EXPECT_TRUE(exec.output == big) << exec.output.size() << " of " << big.size() << " bytes";
}

TEST_F(Exec, SaysHowToStartWhatDoesNotRun) {
  const TestProject project{kWorker};
  const Finished exec = project.run({"exec", "worker", "true"});
  EXPECT_EQ(exec.exit_code, 1);
  EXPECT_THAT(exec.error_output, HasSubstr("worker has no container"));
  EXPECT_THAT(exec.error_output, HasSubstr("voicehub start worker"));
}

TEST_F(Exec, HelpsWithAMistypedService) {
  const TestProject project{kWorker};
  const Finished exec = project.run({"exec", "wroker", "true"});
  EXPECT_THAT(exec.error_output, HasSubstr("did you mean 'worker'?"));
}

}  // namespace
}  // namespace voicehub::scenario
