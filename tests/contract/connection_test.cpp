#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/contract/contract_test.hpp"

namespace voicehub::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::HasSubstr;

class Connection : public ContractTest {};

VH_OVER_EVERY_TRANSPORT(Connection);

TEST_P(Connection, AgreesOnAVersionAndKnowsTheEngine) {
  const docker::Version version = value(run(api().version()));
  EXPECT_THAT(version.api, testing::StartsWith("1."));
  EXPECT_FALSE(version.engine.empty());
  EXPECT_EQ(version.os, "linux");
  if (GetParam() == "engine_26" || GetParam() == "tls") {
    EXPECT_EQ(version.api, "1.45");
    EXPECT_THAT(version.engine, testing::StartsWith("26.1"));
  }
  EXPECT_GT(value(run(api().info())).cpus, 0);
}

TEST_P(Connection, KeepsTheDaemonsMessage) {
  const auto missing = run(api().inspect_container({"vh-test-missing"}));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error(),
            (Error{ErrorCode::not_found,
                   "cannot inspect container vh-test-missing",
                   {},
                   "No such container: vh-test-missing"}));
}

TEST_P(Connection, CallsATakenNameAConflict) {
  const docker::ContainerId first = start_container({"sleep", "100"});
  const std::string name = value(run(api().inspect_container(first))).name;
  const auto second =
      run(api().create_container(name, {.image = kBaseImage, .command = {{"true"}}}));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_THAT(second.error().cause, HasSubstr("is already in use by container"));
}

TEST_P(Connection, StopsWaitingWhenTheDeadlinePasses) {
  const docker::ContainerId container = start_container({"sleep", "100"});
  const auto reply =
      run(api().exec({.container = container, .command = {"sleep", "100"}, .deadline = 500ms}));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::timeout);
  EXPECT_TRUE(run(api().inspect_container(container)));
}

// Which of the two ended first, when the first log line ends the wait beside it.
Task<std::string> cancelled_after_first_log_line(docker::Api& docker, docker::ContainerId id) {
  asio::steady_timer arrived{co_await asio::this_coro::executor,
                             asio::steady_timer::time_point::max()};
  const docker::LogSink sink = [&arrived](docker::OutputStream, std::string_view) {
    arrived.cancel();
    return done();
  };
  const auto wait = [](asio::steady_timer& timer) -> asio::awaitable<void> {
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  };
  using namespace asio::experimental::awaitable_operators;
  const docker::LogOptions options{.follow = true};
  auto first = co_await (docker.logs(std::move(id), options, sink) || wait(arrived));
  co_return first.index() == 1 ? "cancelled" : "returned";
}

TEST_P(Connection, LetsGoOfACallThatIsCancelled) {
  const docker::ContainerId container = start_container({"sh", "-c", "echo ready; sleep 100"});
  EXPECT_EQ(value(run(cancelled_after_first_log_line(api(), container))), "cancelled");
  EXPECT_TRUE(run(api().inspect_container(container)));
}

Task<int> exec_at_once(docker::Api& docker, docker::ContainerId container) {
  using namespace asio::experimental::awaitable_operators;
  const auto one = [&docker, &container](const char* code) {
    return docker.exec({.container = container, .command = {"sh", "-c", code}});
  };
  const auto [a, b, c] = co_await (one("exit 1") && one("exit 2") && one("exit 4"));
  co_return (a ? a->exit_code : 0) + (b ? b->exit_code : 0) + (c ? c->exit_code : 0);
}

TEST_P(Connection, RunsCallsAtOnce) {
  const docker::ContainerId container = start_container({"sleep", "100"});
  EXPECT_EQ(value(run(exec_at_once(api(), container))), 7);
}

}  // namespace
}  // namespace voicehub::test
