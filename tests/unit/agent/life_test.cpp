#include <csignal>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/agent/agent_process.hpp"

// What process 1 owes to a container, with the program as an ordinary process.
namespace voicehub::agent::test {
namespace {

using testing::HasSubstr;
using voicehub::test::TemporaryFolder;

scenario::Finished run_to_the_end(const Fields& server, const Fields& options = {}) {
  Agent agent{server, options};
  return agent.process().finish();
}

TEST(AgentLife, EndsWithTheServersCode) {
  EXPECT_EQ(run_to_the_end({"sh", "-c", "exit 7"}).exit_code, 7);
  EXPECT_EQ(run_to_the_end({"sh", "-c", "kill -KILL $$"}).exit_code, 128 + SIGKILL);
}

TEST(AgentLife, LeavesTheServersOutputAlone) {
  const scenario::Finished finished = run_to_the_end({"sh", "-c", "echo out; echo err >&2"});
  EXPECT_EQ(finished.output, "out\n");
  EXPECT_EQ(finished.error_output, "err\n");
}

TEST(AgentLife, SaysWhatAShellWouldSayOfACommandThatCannotRun) {
  const TemporaryFolder folder;
  folder.write("text", "no program\n");
  const scenario::Finished missing = run_to_the_end({"no-such-command"});
  EXPECT_EQ(missing.exit_code, 127);
  EXPECT_EQ(missing.error_output, "voicehub-agent: no-such-command: not found\n");
  const scenario::Finished plain = run_to_the_end({folder.path("text")});
  EXPECT_EQ(plain.exit_code, 126);
  EXPECT_THAT(plain.error_output, HasSubstr("Permission denied"));
}

TEST(AgentLife, DoesNotGiveAProgramOfAnotherMachineToAShell) {
  const TemporaryFolder folder;
  folder.write("program", "echo a shell runs this\n");
  std::filesystem::permissions(folder.path("program"), std::filesystem::perms::owner_all);
  const scenario::Finished finished = run_to_the_end({folder.path("program")});
  EXPECT_EQ(finished.exit_code, 126);
  EXPECT_THAT(finished.error_output, HasSubstr("Exec format error"));
}

TEST(AgentLife, RefusesOptionsThatItDoesNotKnow) {
  const scenario::Finished finished = run_to_the_end({"true"}, {"--nonsense", "1"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_EQ(finished.error_output, "voicehub-agent: run: unknown option --nonsense\n");
}

TEST(AgentLife, PassesSignalsOnAndEndsWhenTheServerHas) {
  Agent agent{{"sh",
               "-c",
               "trap 'echo usr1' USR1; trap 'echo hup' HUP; trap 'exit 5' TERM; echo up; "
               "while :; do sleep 0.01; done"}};
  ASSERT_TRUE(agent.process().wait_for("up"));
  agent.process().send_signal(SIGUSR1);
  ASSERT_TRUE(agent.process().wait_for("usr1"));
  agent.process().send_signal(SIGHUP);
  ASSERT_TRUE(agent.process().wait_for("hup"));
  agent.process().send_signal(SIGTERM);
  EXPECT_EQ(agent.process().finish().exit_code, 5);
}

TEST(AgentLife, EndsAfterItsStopSignalThoughSomebodyIsConnected) {
  Agent agent{{"sh", "-c", "trap 'exit 5' USR2; echo up; while :; do sleep 0.01; done"},
              {"--stop-signal", "SIGUSR2"}};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  agent.process().send_signal(SIGUSR2);
  EXPECT_EQ(agent.process().finish().exit_code, 5);
  EXPECT_THAT(join(client.news()), testing::MatchesRegex("exited [0-9]+ 5"));
}

TEST(AgentLife, GivesTheServerACleanStart) {
  Agent agent{{"sh",
               "-c",
               "grep -E 'Sig(Blk|Ign)' /proc/self/status; echo files $(ls /proc/self/fd); "
               "echo notify $NOTIFY_SOCKET; echo group $(cut -d' ' -f5 /proc/$$/stat) $$"}};
  const std::string name = agent.name();
  const std::string output = agent.process().finish().output;
  EXPECT_THAT(output, HasSubstr("SigBlk:\t0000000000000000"));
  EXPECT_THAT(output, HasSubstr("SigIgn:\t0000000000000000"));
  // 3 is the folder that ls reads.
  EXPECT_THAT(output, HasSubstr("files 0 1 2 3\n"));
  EXPECT_THAT(output, HasSubstr("notify @voicehub/" + name + "/notify\n"));
  const std::string group = output.substr(output.find("group ") + 6);
  EXPECT_EQ(group.substr(0, group.find(' ')) + "\n", group.substr(group.find(' ') + 1));
}

TEST(AgentLife, ReapsWhatTheServerLeavesToIt) {
  if (is_emulated()) {
    GTEST_SKIP()
        << "qemu-user refuses PR_SET_CHILD_SUBREAPER, so only process 1 would be given them";
  }
  Agent agent{{"sh", "-c", "(sh -c 'echo orphan $$; exit 0' &) ; echo up; exec sleep 1000"}};
  ASSERT_TRUE(agent.process().wait_for("orphan"));
  ASSERT_TRUE(agent.process().wait_for("up"));
  const std::string& output = agent.process().output();
  const std::string orphan = output.substr(output.find("orphan ") + 7);
  const std::string folder = "/proc/" + orphan.substr(0, orphan.find('\n'));
  EXPECT_TRUE(eventually([&] { return !std::filesystem::exists(folder); }));
}

TEST(AgentLife, StaysForAClientWhoseServerHasEnded) {
  Agent agent{{"sh", "-c", "echo up; read line; exit 9"}};
  ASSERT_TRUE(agent.process().wait_for("up"));
  {
    Client client = agent.client();
    const std::string pid = client.ask({"hello"}).front()[2];
    agent.process().type("\n");
    EXPECT_EQ(join(client.news()), "exited " + pid + " 9");
    EXPECT_EQ(join(client.ask({"hello"}).front()), "done 1 0 0 stopped");
  }
  EXPECT_EQ(agent.process().finish().exit_code, 9);
}

TEST(AgentLife, RefusesANameAndAPortThatAreTaken) {
  Agent first{{"sleep", "1000"}, {"--listen", "127.0.0.1:" + std::to_string(free_port())}};
  first.client().ask({"hello"});
  const scenario::Finished same_name =
      scenario::run(program({"run", "--name", first.name(), "--", "true"}));
  EXPECT_EQ(same_name.exit_code, 125);
  EXPECT_THAT(same_name.error_output, HasSubstr("Address already in use"));
}

TEST(AgentLife, RefusesAPortThatIsTaken) {
  const std::string address = "127.0.0.1:" + std::to_string(free_port());
  Agent first{{"sleep", "1000"}, {"--listen", address}};
  first.client().ask({"hello"});
  const scenario::Finished second = run_to_the_end({"true"}, {"--listen", address});
  EXPECT_EQ(second.exit_code, 125);
  EXPECT_THAT(second.error_output, HasSubstr("Address already in use"));
}

TEST(AgentLife, HandsTheSocketToTheServer) {
  const std::uint16_t port = free_port();
  const scenario::Finished finished =
      run_to_the_end({"sh",
                      "-c",
                      "echo $LISTEN_FDS $(test $LISTEN_PID = $$ && echo mine) "
                      "$(readlink /proc/self/fd/3 | cut -d: -f1)"},
                     {"--listen", "0.0.0.0:" + std::to_string(port)});
  EXPECT_EQ(finished.output, "1 mine socket\n");
}

TEST(AgentLife, PutsTheServerInTheForegroundOfATerminal) {
  scenario::Process process = scenario::Process::start_in_terminal(
      program({"run",
               "--name",
               unique_name(),
               "--",
               "sh",
               "-c",
               "trap 'echo size; exit 4' WINCH; trap 'echo interrupted' INT; echo up; "
               "while :; do sleep 0.01; done"}),
      {});
  ASSERT_TRUE(process.wait_for("up"));
  process.type("\x03");
  ASSERT_TRUE(process.wait_for("interrupted"));
  process.resize({.rows = 30, .columns = 90});
  EXPECT_EQ(process.finish().exit_code, 4);
}

}  // namespace
}  // namespace voicehub::agent::test
