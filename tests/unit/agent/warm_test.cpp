#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/agent/agent_process.hpp"

namespace voicehub::agent::test {
namespace {

using voicehub::test::TemporaryFolder;

// Says its status at the start, and each time that it gets HUP what stands on a line of its input.
Fields runner(const std::string& first_words, const std::string& afterwards = "None") {
  return {"python3",
          "-c",
          "import os, signal, socket, sys\n"
          "def say(text):\n"
          "    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:\n"
          "        s.sendto(text.encode().decode('unicode_escape').encode(),\n"
          "                 '\\0' + os.environ['NOTIFY_SOCKET'][1:])\n"
          "signal.signal(signal.SIGHUP, lambda *_: (say(sys.stdin.readline().rstrip()), " +
              afterwards +
              "))\n"
              "say(sys.argv[1])\n"
              "while True:\n"
              "    signal.pause()\n",
          first_words};
}

TEST(AgentWarm, IsDoneWhenTheServerIsReadyAgain) {
  Agent agent{runner("STATUS=voicehub-runner 1\\nREADY=1")};
  Client client = agent.client();
  EXPECT_EQ(join(client.news()), "status voicehub-runner 1");
  agent.process().type("READY=1\\nSTATUS=kept model\n");
  EXPECT_EQ(join(client.ask({"warm", "20000"}).back()), "done kept model");
}

// What was edited before that time is what the server runs.
TEST(AgentWarm, CountsAsTheTimeAtWhichTheServerReadItsCode) {
  constexpr std::size_t kLoaded = 3;
  Agent agent{runner("X_VOICEHUB_WARM=1\\nSTATUS=up\\nREADY=1")};
  Client client = agent.client();
  EXPECT_EQ(join(client.news()), "status up");
  const Fields started = client.ask({"hello"}).back();
  agent.process().type("READY=1\\nERRNO=22\\nSTATUS=bad\n");
  EXPECT_EQ(words(client.ask({"warm", "20000"})), "failed");
  EXPECT_EQ(client.ask({"hello"}).back(), started) << "the old code runs on";
  agent.process().type("READY=1\\nSTATUS=good\n");
  EXPECT_EQ(words(client.ask({"warm", "20000"})), "done");
  const Fields loaded = client.ask({"hello"}).back();
  EXPECT_GT(std::stoll(loaded.at(kLoaded)), std::stoll(started.at(kLoaded)));
}

TEST(AgentWarm, BringsFollowedFilesUpToDateFirst) {
  const TemporaryFolder folder;
  folder.write("from/server.py", "old");
  folder.write("server.py", "old");
  const std::string copy = folder.path("server.py");
  Agent agent{runner("STATUS=voicehub-runner\\nREADY=1",
                     "say('STATUS=' + open('" + copy + "').read() + '\\nREADY=1')"),
              {"--follow", folder.path("from/server.py") + "=" + copy}};
  Client client = agent.client();
  EXPECT_EQ(join(client.news()), "status voicehub-runner");
  folder.write("from/server.py", "new");
  agent.process().type("RELOADING=1\n");
  EXPECT_EQ(join(client.ask({"warm", "20000"}).back()), "done new");
}

TEST(AgentWarm, FailsWithWhatTheServerSays) {
  Agent agent{runner("X_VOICEHUB_WARM=1\\nSTATUS=up\\nREADY=1")};
  Client client = agent.client();
  EXPECT_EQ(join(client.news()), "status up");
  agent.process().type("READY=1\\nERRNO=22\\nSTATUS=SyntaxError in server.py\n");
  EXPECT_EQ(join(client.ask({"warm", "20000"}).back()), "failed SyntaxError in server.py");
}

TEST(AgentWarm, DoesNotTakeTheEndOfTheStartForAnAnswer) {
  Agent agent{runner("STATUS=voicehub-runner 1")};  // not ready yet
  Client client = agent.client();
  EXPECT_EQ(join(client.news()), "status voicehub-runner 1");
  agent.process().type("READY=1\\nSTATUS=started\n");
  EXPECT_EQ(join(client.ask({"warm", "100"}).back()), "failed no answer within 100 ms");
  EXPECT_EQ(join(client.news()), "status started");
  agent.process().type("RELOADING=1\\nREADY=1\\nSTATUS=reloaded\n");
  EXPECT_EQ(join(client.ask({"warm", "20000"}).back()), "done reloaded");
}

TEST(AgentWarm, FailsWhenTheServerEnds) {
  Agent agent{runner("STATUS=voicehub-runner", "os._exit(0)")};
  Client client = agent.client();
  EXPECT_EQ(join(client.news()), "status voicehub-runner");
  agent.process().type("STATUS=bye\n");
  EXPECT_EQ(join(client.ask({"warm", "20000"}).back()), "failed the server ended with code 0");
}

TEST(AgentWarm, IsNotThereForAServerThatHasNotSaidSo) {
  Agent agent{{"sh", "-c", "trap 'echo hup' HUP; echo up; exec sleep 1000"}};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  EXPECT_EQ(words(client.ask({"warm", "1000"})), "unavailable");
  EXPECT_EQ(client.ask({"hello"}).back().back(), "running");
}

}  // namespace
}  // namespace voicehub::agent::test
