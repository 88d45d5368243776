#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/agent/files.hpp"
#include "core/agent/processes.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/agent/agent_process.hpp"

// Against the machine's own python3.
namespace voicehub::agent::test {
namespace {

using testing::HasSubstr;
using voicehub::test::TemporaryFolder;

const Fields kPythonServer{
    "python3", "-c", "print('up', flush=True)\nimport time\ntime.sleep(1000)"};

std::string name_of(pid_t pid) {
  std::string name = read_file("/proc/" + std::to_string(pid) + "/comm").value_or("\n");
  name.pop_back();
  return name;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
    const auto process = find_process(std::atoi(entry.path().filename().c_str()));
    if (process && process->parent == parent) {
      children.push_back(process->pid);
    }
  }
  return children;
}

class AgentCheck : public testing::Test {
 protected:
  std::string check(Client& client, const std::string& source) const {
    folder_.write("edited.py", source);
    return join(client.ask({"check", "python", folder_.path("edited.py"), "server.py"}).back());
  }

  TemporaryFolder folder_;
};

TEST_F(AgentCheck, ShowsPythonsOwnErrorOfTheFileAsItIsCalled) {
  Agent agent{kPythonServer};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  EXPECT_EQ(check(client, "def f():\n    return 1\n"), "done");
  const std::string failure = check(client, "x = 1\ndef f(:\n");
  EXPECT_THAT(failure, testing::StartsWith("failed File \"server.py\", line 2\n"));
  EXPECT_THAT(failure, HasSubstr("SyntaxError: "));
  EXPECT_EQ(check(client, "x = 'naïve'\n"), "done");
  EXPECT_THAT(check(client, std::string("x = 1\0", 6)), HasSubstr("failed"));
  EXPECT_THAT(join(client.ask({"check", "python", folder_.path("missing.py"), "x"}).back()),
              HasSubstr("failed FileNotFoundError"));
}

TEST_F(AgentCheck, DoesNotRunWhatItChecks) {
  Agent agent{kPythonServer};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  EXPECT_EQ(check(client, "open('" + folder_.path("ran") + "', 'w')\n"), "done");
  EXPECT_FALSE(std::filesystem::exists(folder_.path("ran")));
}

// `verify` asks the kernel for the server's start, and may find this process to be older.
TEST_F(AgentCheck, CannotBeTakenForTheServer) {
  Agent agent{kPythonServer};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  ASSERT_EQ(check(client, "x = 1\n"), "done");
  ASSERT_EQ(words(client.ask({"restart"})), "stopping stopped started done");
  const std::string server = client.ask({"hello"}).front()[2];
  const pid_t process_1 = find_process(std::stoi(server))->parent;
  Fields names;
  for (const pid_t pid : children_of(process_1)) {
    names.push_back(std::to_string(pid) == server ? "server" : name_of(pid));
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("server", "voicehub-check"));
  if (!is_emulated()) {
    EXPECT_EQ(name_of(process_1), "voicehub-agent");
  }
}

TEST_F(AgentCheck, IsQuickOnceItIsWarm) {
  Agent agent{kPythonServer};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  ASSERT_EQ(check(client, "x = 1\n"), "done");
  auto best = std::chrono::steady_clock::duration::max();
  for (int i = 0; i < 20; ++i) {
    const auto began = std::chrono::steady_clock::now();
    ASSERT_EQ(check(client, "x = " + std::to_string(i)), "done");
    best = std::min(best, std::chrono::steady_clock::now() - began);
  }
  EXPECT_LT(best, 5ms);
}

TEST_F(AgentCheck, GoesOnWhenTheServerHasEnded) {
  Agent agent{{"python3", "-c", "import sys; print('up', flush=True); sys.stdin.readline()"}};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  EXPECT_EQ(check(client, "x = 1\n"), "done");
  agent.process().type("\n");
  ASSERT_EQ(client.news().front(), "exited");
  EXPECT_EQ(check(client, "x = 2\n"), "done");
}

TEST_F(AgentCheck, FindsPythonBehindAShell) {
  Agent agent{{"sh", "-c", "python3 -c 'print(\"up\", flush=True); input()'; exit 1"}};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  EXPECT_EQ(check(client, "x = 1\n"), "done");
}

TEST_F(AgentCheck, IsNotThereForOtherServers) {
  Agent agent{{"sh", "-c", "echo up; exec sleep 1000"}};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  EXPECT_EQ(check(client, "x = 1\n"), "unavailable the server is no Python program");
}

}  // namespace
}  // namespace voicehub::agent::test
