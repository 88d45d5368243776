#include "core/buildkit/services.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/run_task.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/buildkit/grpc_client.hpp"

namespace voicehub::buildkit {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kGetSecret = "/moby.buildkit.secrets.v1.Secrets/GetSecret";
constexpr const char* kCheckAgent = "/moby.sshforward.v1.SSH/CheckAgent";
constexpr const char* kForwardAgent = "/moby.sshforward.v1.SSH/ForwardAgent";
constexpr const char* kCredentials = "/moby.filesync.v1.Auth/Credentials";

// A field of bytes, as protobuf writes it.
std::string field(int number, const std::string& bytes) {
  std::string text;
  text += static_cast<char>(number << 3 | 2);
  for (std::size_t size = bytes.size();; size >>= 7U) {
    const bool is_last = size < 0x80;
    text += static_cast<char>((size & 0x7FU) | (is_last ? 0U : 0x80U));
    if (is_last) {
      return text + bytes;
    }
  }
}

class ServicesTest : public testing::Test {
 protected:
  using Script = std::function<asio::awaitable<void>(test::GrpcClient&)>;

  // The server runs while the script does, and is told to end after it.
  void talk(Services services, Script script) {
    const auto to_server = std::make_shared<test::Pipe>(io_.get_executor());
    const auto to_client = std::make_shared<test::Pipe>(io_.get_executor());
    GrpcServer server{std::make_unique<test::PipeStream>(to_server, to_client),
                      to_methods(std::move(services))};
    test::GrpcClient client{to_client, to_server};
    EXPECT_TRUE(test::run(io_, with_server(server, client, script), std::chrono::seconds{10}));
  }

  static Task<void> with_server(GrpcServer& server, test::GrpcClient& client, Script& script) {
    TaskGroup group{co_await asio::this_coro::executor};
    group.spawn(server.run());
    co_await script(client);
    group.cancel();
    co_await group.join();
    co_return done();
  }

  // One message, and what came of it.
  test::GrpcClient::Call ask(Services services, std::string method, std::string message) {
    test::GrpcClient::Call answer;
    talk(std::move(services), [&](test::GrpcClient& client) -> asio::awaitable<void> {
      const int call = client.start(method, message);
      co_await client.wait_for(call);
      answer = client[call];
    });
    return answer;
  }

  asio::io_context io_;
  test::TemporaryFolder folder_;
};

TEST_F(ServicesTest, TellASecretThatIsThere) {
  const auto word = []() -> Result<std::string> { return "word"; };
  const auto answer = ask({.secrets = {{"key", word}}}, kGetSecret, field(1, "key"));
  EXPECT_THAT(answer.messages, ElementsAre(field(1, "word")));
  EXPECT_EQ(answer.header("grpc-status"), "0");
  EXPECT_EQ(answer.header("content-type"), "application/grpc");
}

TEST_F(ServicesTest, TellALargeSecretWhole) {
  const std::string large(400'000, 'x');
  const auto read = [large]() -> Result<std::string> { return large; };
  const auto answer = ask({.secrets = {{"key", read}}}, kGetSecret, field(1, "key"));
  EXPECT_THAT(answer.messages, ElementsAre(field(1, large)));
  const auto larger = [large]() -> Result<std::string> { return large + large; };
  const auto refused = ask({.secrets = {{"key", larger}}}, kGetSecret, field(1, "key"));
  EXPECT_EQ(refused.header("grpc-status"), "3");
}

TEST_F(ServicesTest, SayWhichSecretThereIsNot) {
  const auto answer = ask({}, kGetSecret, field(1, "other"));
  EXPECT_THAT(answer.messages, IsEmpty());
  EXPECT_EQ(answer.header("grpc-status"), "5");
  EXPECT_EQ(answer.header("grpc-message"), "secret other: not found");
  const auto gone = []() -> Result<std::string> {
    return make_error(ErrorCode::failed, "no permission");
  };
  const auto failed = ask({.secrets = {{"key", gone}}}, kGetSecret, field(1, "key"));
  EXPECT_EQ(failed.header("grpc-status"), "2");
  EXPECT_EQ(failed.header("grpc-message"), "secret key: no permission");
}

TEST_F(ServicesTest, AreHealthyAndKnowTheirLimits) {
  const auto health = ask({}, "/grpc.health.v1.Health/Check", "");
  EXPECT_THAT(health.messages, ElementsAre("\x08\x01"));
  const auto token = ask({}, "/moby.filesync.v1.Auth/FetchToken", "");
  EXPECT_EQ(token.header("grpc-status"), "12");
  EXPECT_EQ(ask({}, kGetSecret, "\xFF").header("grpc-status"), "3");
}

TEST_F(ServicesTest, TellWhoWeAre) {
  Services services;
  services.login = [](std::string host) -> Task<std::optional<Login>> {
    if (host == "locked.io") {
      co_return make_error(ErrorCode::failed, "the helper failed", {}, "locked");
    }
    co_return host == "a.io" ? std::optional{Login{"me", "word"}} : std::nullopt;
  };
  EXPECT_THAT(ask(services, kCredentials, field(1, "a.io")).messages,
              ElementsAre(field(1, "me") + field(2, "word")));
  EXPECT_THAT(ask(services, kCredentials, field(1, "b.io")).messages, ElementsAre(""));
  EXPECT_EQ(ask(services, kCredentials, field(1, "locked.io")).header("grpc-message"),
            "the helper failed: locked");
}

TEST_F(ServicesTest, KnowTheirAgents) {
  const Services services{.ssh_agents = {{"default", {"/nowhere/agent"}}}};
  EXPECT_EQ(ask(services, kCheckAgent, "").header("grpc-status"), "0");
  EXPECT_EQ(ask(services, kCheckAgent, field(1, "work")).header("grpc-message"),
            "unset ssh forward key work");
  EXPECT_THAT(ask(services, kForwardAgent, "").header("grpc-message"),
              HasSubstr("no ssh agent answers at /nowhere/agent"));
}

// An agent that answers each piece with the same in brackets, until the other side closes.
asio::awaitable<void> echo(asio::local::stream_protocol::acceptor& acceptor) {
  auto socket = co_await acceptor.async_accept(asio::use_awaitable);
  std::array<char, 1024> bytes{};
  boost::system::error_code failure;
  while (true) {
    const std::size_t count = co_await socket.async_read_some(
        asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, failure));
    if (failure) {
      break;
    }
    const std::string answer = "[" + std::string(bytes.data(), count) + "]";
    co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
  }
}

class ForwardAgent : public ServicesTest {
 protected:
  ForwardAgent() { asio::co_spawn(io_, echo(acceptor_), asio::detached); }

  [[nodiscard]] Services services() const {
    return {.ssh_agents = {{"work", {folder_.path("agent")}}}};
  }

  const http::Headers to_work_{{"buildkit.ssh.id", "work"}};
  asio::local::stream_protocol::acceptor acceptor_{io_, folder_.path("agent")};
};

TEST_F(ForwardAgent, CarriesBytesBothWaysUntilTheClientEnds) {
  talk(services(), [this](test::GrpcClient& client) -> asio::awaitable<void> {
    const int call = client.start(kForwardAgent, field(1, "one"), to_work_, false);
    co_await client.wait_until([&] { return client[call].messages.size() == 1; });
    client.send(call, field(1, "two"));
    co_await client.wait_until([&] { return client[call].messages.size() == 2; });
    client.end(call);
    co_await client.wait_for(call);
    EXPECT_THAT(client[call].messages, ElementsAre(field(1, "[one]"), field(1, "[two]")));
    EXPECT_EQ(client[call].header("grpc-status"), "0");
  });
}

TEST_F(ForwardAgent, EndsWithAClientThatGoesAndWithTheSession) {
  talk(services(), [this](test::GrpcClient& client) -> asio::awaitable<void> {
    const int call = client.start(kForwardAgent, field(1, "one"), to_work_, false);
    co_await client.wait_until([&] { return client[call].messages.size() == 1; });
    client.reset(call);
    // Still there for others; what runs when the test ends is cancelled.
    const int other = client.start("/grpc.health.v1.Health/Check", "");
    co_await client.wait_for(other);
    EXPECT_EQ(client[other].header("grpc-status"), "0");
    client.start(kForwardAgent, field(1, "three"), to_work_, false);
  });
}

TEST_F(ServicesTest, EndWithAConnectionThatIsNoHttp2) {
  const auto to_server = std::make_shared<test::Pipe>(io_.get_executor());
  const auto to_client = std::make_shared<test::Pipe>(io_.get_executor());
  GrpcServer server{std::make_unique<test::PipeStream>(to_server, to_client), to_methods({})};
  to_server->write("GET / HTTP/1.1\r\n\r\n");
  const auto run = [](GrpcServer& of) -> Task<void> {
    co_await of.run();
    co_return done();
  };
  EXPECT_TRUE(test::run(io_, run(server), std::chrono::seconds{10}));
}

}  // namespace
}  // namespace voicehub::buildkit
