#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/agent/listen_socket.hpp"
#include "core/agent/supervisor.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/agent/agent_process.hpp"

namespace voicehub::agent::test {
namespace {

using testing::MatchesRegex;
using voicehub::test::TemporaryFolder;

// The body, or what went wrong in brackets. A connection of its own for each request.
std::string get(std::uint16_t port) {
  const Descriptor file = connect_to({.host = "127.0.0.1", .port = port});
  if (!file.valid()) {
    return "(refused)";
  }
  pollfd poller{.fd = file.number(), .events = POLLOUT, .revents = 0};
  poll(&poller, 1, 20'000);
  const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  if (send(file.number(), request.data(), request.size(), MSG_NOSIGNAL) < 0) {
    return "(not sent)";
  }
  std::string reply;
  char buffer[4096];
  poller.events = POLLIN;
  ssize_t count = 1;
  while (count > 0) {
    if (poll(&poller, 1, 20'000) != 1) {
      return "(timeout)";
    }
    count = recv(file.number(), buffer, sizeof buffer, 0);
    reply.append(buffer, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  const std::size_t head = reply.find("\r\n\r\n");
  return head == std::string::npos || count < 0 ? "(cut off)" : reply.substr(head + 4);
}

// Asks again and again, from a thread of its own.
class Load {
 public:
  explicit Load(std::uint16_t port) : thread_{[this, port] { ask(port); }} {}

  ~Load() { stop(); }

  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void stop() {
    stopped_ = true;
    if (thread_.joinable()) {
      thread_.join();
    }
  }

  [[nodiscard]] int answers() const { return answers_; }

  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  void ask(std::uint16_t port) {
    while (!stopped_) {
      const std::string body = get(port);
      ++answers_;
      if (!body.starts_with("v")) {
        failure_ += body;
      }
    }
  }

  std::atomic<bool> stopped_ = false;
  std::atomic<int> answers_ = 0;
  std::string failure_;
  std::thread thread_;
};

class AgentHandover : public testing::Test {
 protected:
  void serve(const std::string& mode) const { folder_.write("mode", mode); }

  [[nodiscard]] Fields server() const { return {SMALL_SERVER, folder_.path("mode")}; }

  [[nodiscard]] Fields options() const { return {"--listen", "0.0.0.0:" + std::to_string(port_)}; }

  TemporaryFolder folder_;
  std::uint16_t port_ = free_port();
};

TEST_F(AgentHandover, LosesNoRequest) {
  serve("serve v0");
  Agent agent{server(), options()};
  Client client = agent.client();
  ASSERT_EQ(get(port_), "v0");
  Load load{port_};
  for (int i = 1; i <= 5; ++i) {
    const std::string version = "v" + std::to_string(i);
    serve("serve " + version);
    const auto replies = client.ask({"handover", "/health", "20000"});
    ASSERT_EQ(words(replies), "started ready draining stopped done");
    EXPECT_THAT(join(replies[1]), MatchesRegex("ready " + replies[0][1] + " [0-9]+ health"));
    EXPECT_THAT(join(replies[3]), MatchesRegex("stopped " + replies[2][1] + " 0 [0-9]+ 0"));
    EXPECT_EQ(get(port_), version);
  }
  load.stop();
  EXPECT_EQ(load.failure(), "");
  EXPECT_GT(load.answers(), 5);
}

TEST_F(AgentHandover, KeepsTheOldOneWhenTheNewOneEnds) {
  serve("serve v1");
  Agent agent{server(), options()};
  Client client = agent.client();
  ASSERT_EQ(get(port_), "v1");
  const Fields before = client.ask({"hello"}).back();
  serve("fail");
  const auto replies = client.ask({"handover", "/health", "20000"});
  ASSERT_EQ(words(replies), "started exited failed");
  EXPECT_EQ(join(replies[1]), "exited " + replies[0][1] + " 3");
  EXPECT_EQ(replies[2][1], "the new server ended with code 3 before it was ready");
  EXPECT_EQ(client.ask({"hello"}).back(), before);
  EXPECT_EQ(get(port_), "v1");
}

TEST_F(AgentHandover, KeepsTheOldOneWhenTheNewOneIsNotReadyInTime) {
  for (const char* mode : {"deaf", "sick v2"}) {
    serve("serve v1");
    Agent agent{server(), options()};
    Client client = agent.client();
    ASSERT_EQ(get(port_), "v1");
    const Fields before = client.ask({"hello"}).back();
    serve(mode);
    const auto replies = client.ask({"handover", "/health", "300"});
    ASSERT_EQ(words(replies), "started exited failed");
    EXPECT_EQ(replies[1][2], "137");
    EXPECT_EQ(replies[2][1], "not ready within 300 ms");
    EXPECT_EQ(client.ask({"hello"}).back(), before);
    EXPECT_EQ(get(port_), "v1");
  }
}

TEST_F(AgentHandover, TakesTheServersWordThatItIsReady) {
  serve("serve v1");
  Agent agent{server(), options()};
  Client client = agent.client();
  ASSERT_EQ(get(port_), "v1");
  serve("ready");
  const auto replies = client.ask({"handover", "/health", "20000"});
  ASSERT_EQ(words(replies), "started ready draining stopped done");
  EXPECT_EQ(replies[1][3], "notify");
  EXPECT_EQ(join(client.news()), "status here I am");
}

TEST_F(AgentHandover, StartsWhereNothingRuns) {
  serve("fail");
  Agent agent{{"sh", "-c", "read line; exec " + join(server())}, options()};
  Client client = agent.client();
  client.ask({"hello"});
  agent.process().type("\n");
  ASSERT_EQ(client.news().front(), "exited");
  serve("serve v2");
  agent.process().type("\n");
  EXPECT_EQ(words(client.ask({"handover", "/health", "20000"})), "started ready done");
  EXPECT_EQ(get(port_), "v2");
}

TEST_F(AgentHandover, EndsBothOnAStopSignal) {
  serve("serve v1");
  Agent agent{server(), options()};
  Client client = agent.client();
  ASSERT_EQ(get(port_), "v1");
  serve("deaf");
  client.send("1\thandover\t/health\t60000\n");
  ASSERT_EQ(client.next()[1], "started");
  agent.process().send_signal(SIGTERM);
  EXPECT_EQ(agent.process().finish().exit_code, 0);
}

// The same, where there is no memory for a second server: in a child of the test, because a test
// cannot take memory away from a program.
class AgentHold : public AgentHandover {
 protected:
  void start() {
    const RunOptions options{.name = name_,
                             .listen = ListenAddress{.host = "0.0.0.0", .port = port_},
                             .follow = {},
                             .command = server()};
    pid_ = fork();
    if (pid_ == 0) {
      _exit(Supervisor{options, [] { return std::uint64_t{4096}; }}.run());
    }
  }

  void TearDown() override {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }

  std::string name_ = unique_name();
  pid_t pid_ = -1;
};

TEST_F(AgentHold, StopsTheOldOneFirstAndLosesNoRequest) {
  serve("serve v1");
  start();
  Client client{name_};
  ASSERT_EQ(get(port_), "v1");
  Load load{port_};
  serve("serve v2");
  const auto replies = client.ask({"handover", "/health", "20000"});
  ASSERT_EQ(words(replies), "hold stopping stopped started ready done");
  EXPECT_GT(std::stoull(replies[0][1]), 4096U);
  EXPECT_EQ(replies[0][2], "4096");
  EXPECT_EQ(get(port_), "v2");
  load.stop();
  EXPECT_EQ(load.failure(), "");
}

TEST_F(AgentHold, LeavesASlowOneRunningBecauseNobodyElseServes) {
  serve("serve v1");
  start();
  Client client{name_};
  ASSERT_EQ(get(port_), "v1");
  serve("deaf");
  const auto replies = client.ask({"handover", "/health", "200"});
  ASSERT_EQ(words(replies), "hold stopping stopped started failed");
  EXPECT_EQ(replies[4][1], "not ready within 200 ms; it goes on starting");
  EXPECT_EQ(client.ask({"hello"}).back()[2], replies[3][1]);
}

TEST_F(AgentHold, SaysThatNothingServesWhenTheNewOneEnds) {
  serve("serve v1");
  start();
  Client client{name_};
  ASSERT_EQ(get(port_), "v1");
  serve("fail");
  EXPECT_EQ(words(client.ask({"handover", "/health", "20000"})),
            "hold stopping stopped started exited failed");
  EXPECT_EQ(client.ask({"hello"}).back().back(), "stopped");
}

}  // namespace
}  // namespace voicehub::agent::test
