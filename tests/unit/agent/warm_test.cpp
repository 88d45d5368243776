#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/agent/agent_process.hpp"

namespace voicehub::agent::test {
namespace {

using voicehub::test::TemporaryFolder;

// Tells the agent what stands on the first line of its input, and each time that it gets HUP what
// stands on the next one, with CODE for what its file holds then. The first line comes once a
// client is there to hear it.
constexpr const char* kRunner =
    "import os, signal, socket, sys\n"
    "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})\n"
    "def say():\n"
    "    text = sys.stdin.readline().rstrip().encode().decode('unicode_escape')\n"
    "    if text == 'end':\n"
    "        sys.exit()\n"
    "    text = text.replace('CODE', open(sys.argv[1]).read())\n"
    "    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:\n"
    "        s.sendto(text.encode(), '\\0' + os.environ['NOTIFY_SOCKET'][1:])\n"
    "while True:\n"
    "    say()\n"
    "    signal.sigwait({signal.SIGHUP})\n";

class AgentWarm : public testing::Test {
 protected:
  void type(const std::string& line) { agent_.process().type(line + "\n"); }

  std::string warm(const std::string& deadline = "20000") {
    return join(client_.ask({"warm", deadline}).back());
  }

  // The agent brings the second up to date with the first.
  [[nodiscard]] Fields follow() const {
    folder_.write("from/server.py", "old");
    folder_.write("server.py", "old");
    return {"--follow", folder_.path("from/server.py") + "=" + folder_.path("server.py")};
  }

  TemporaryFolder folder_;
  Agent agent_{{"python3", "-c", kRunner, folder_.path("server.py")}, follow()};
  Client client_ = agent_.client();
};

TEST_F(AgentWarm, IsDoneWhenTheServerIsReadyAgain) {
  type("STATUS=voicehub-runner 1\\nREADY=1");
  EXPECT_EQ(join(client_.news()), "status voicehub-runner 1");
  type("READY=1\\nSTATUS=kept model");
  EXPECT_EQ(warm(), "done kept model");
}

// What was edited before that time is what the server runs.
TEST_F(AgentWarm, CountsAsTheTimeAtWhichTheServerReadItsCode) {
  constexpr std::size_t kLoaded = 3;
  type("X_VOICEHUB_WARM=1\\nSTATUS=up\\nREADY=1");
  EXPECT_EQ(join(client_.news()), "status up");
  const Fields started = client_.ask({"hello"}).back();
  type("READY=1\\nERRNO=22\\nSTATUS=bad");
  EXPECT_EQ(warm(), "failed bad");
  EXPECT_EQ(client_.ask({"hello"}).back(), started) << "the old code runs on";
  type("READY=1\\nSTATUS=good");
  EXPECT_EQ(warm(), "done good");
  const Fields loaded = client_.ask({"hello"}).back();
  EXPECT_GT(std::stoll(loaded.at(kLoaded)), std::stoll(started.at(kLoaded)));
}

TEST_F(AgentWarm, BringsFollowedFilesUpToDateFirst) {
  type("STATUS=voicehub-runner, CODE\\nREADY=1");
  EXPECT_EQ(join(client_.news()), "status voicehub-runner, old");
  folder_.write("from/server.py", "new");
  type("READY=1\\nSTATUS=CODE");
  EXPECT_EQ(warm(), "done new");
}

TEST_F(AgentWarm, FailsWithWhatTheServerSays) {
  type("X_VOICEHUB_WARM=1\\nSTATUS=up\\nREADY=1");
  EXPECT_EQ(join(client_.news()), "status up");
  type("READY=1\\nERRNO=22\\nSTATUS=SyntaxError in server.py");
  EXPECT_EQ(warm(), "failed SyntaxError in server.py");
}

TEST_F(AgentWarm, DoesNotTakeTheEndOfTheStartForAnAnswer) {
  type("STATUS=voicehub-runner 1");  // not ready yet
  EXPECT_EQ(join(client_.news()), "status voicehub-runner 1");
  type("READY=1\\nSTATUS=started");
  EXPECT_EQ(warm("200"), "failed no answer within 200 ms");
  EXPECT_EQ(join(client_.news()), "status started");
  type("RELOADING=1\\nREADY=1\\nSTATUS=reloaded");
  EXPECT_EQ(warm(), "done reloaded");
}

TEST_F(AgentWarm, FailsWhenTheServerEnds) {
  type("STATUS=voicehub-runner");
  EXPECT_EQ(join(client_.news()), "status voicehub-runner");
  type("end");
  EXPECT_EQ(warm(), "failed the server ended with code 0");
}

TEST(AgentWarmWithout, IsNotThereForAServerThatHasNotSaidSo) {
  Agent agent{{"sh", "-c", "trap 'echo hup' HUP; echo up; exec sleep 1000"}};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  EXPECT_EQ(words(client.ask({"warm", "1000"})), "unavailable");
  EXPECT_EQ(client.ask({"hello"}).back().back(), "running");
}

}  // namespace
}  // namespace voicehub::agent::test
