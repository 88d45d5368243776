#include "core/http/client.hpp"

#include <deque>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/raw_server.hpp"
#include "tests/support/run_task.hpp"

namespace voicehub::http {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using asio::awaitable;
using test::Peer;
using test::RawServer;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Kind: greeting\r\n\r\nhello";

class ClientTest : public testing::Test {
 protected:
  template <typename T>
  Result<T> run(Task<T> task) {
    return test::run(io_, std::move(task), 10s);
  }

  std::unique_ptr<Client> client(const RawServer& server) {
    return make_client(io_.get_executor(), server.endpoint());
  }

  asio::io_context io_;
};

awaitable<void> greet_everybody(Peer& peer, int) {
  while (!(co_await peer.read_request()).empty()) {
    co_await peer.write(kHello);
  }
}

TEST_F(ClientTest, ReturnsStatusHeadersAndBody) {
  std::string seen;
  RawServer server{io_, [&](Peer& peer, int) -> awaitable<void> {
                     seen = co_await peer.read_request();
                     co_await peer.write(kHello);
                   }};
  const auto response = run(client(server)->send(
      {.method = "POST", .target = "/greet?loud=1", .headers = {{"X-Name", "Ann"}}, .body = "{}"}));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->header("x-kind"), "greeting");
  EXPECT_EQ(response->header("missing"), "");
  EXPECT_EQ(seen,
            "POST /greet?loud=1 HTTP/1.1\r\nHost: localhost\r\nX-Name: Ann\r\n"
            "Content-Length: 2\r\n\r\n{}");
}

TEST_F(ClientTest, ReadsBodiesOfEveryFraming) {
  const std::string large(5'000'000, 'x');
  std::deque<std::string> answers{
      fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", large.size(), large),
      fmt::format("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
                  large.size(),
                  large),
      "HTTP/1.1 204 No Content\r\n\r\n",
      "HTTP/1.1 200 OK\r\n\r\n" + large};  // until the end of the connection
  RawServer server{io_, [&](Peer& peer, int) -> awaitable<void> {
                     while (!answers.empty()) {
                       co_await peer.read_request();
                       co_await peer.write(std::move(answers.front()));
                       answers.pop_front();
                     }
                   }};
  const auto sender = client(server);
  for (const std::size_t size : {large.size(), large.size(), std::size_t{0}, large.size()}) {
    const auto response = run(sender->send({}));
    ASSERT_TRUE(response) << response.error().cause;
    EXPECT_EQ(response->body.size(), size);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ClientTest, TakesNoBodyFromTheAnswerToHead) {
  RawServer server{io_, [](Peer& peer, int) -> awaitable<void> {
                     co_await peer.read_request();
                     co_await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
                     co_await peer.read_request();
                     co_await peer.write(kHello);
                   }};
  const auto sender = client(server);
  EXPECT_EQ(run(sender->send({.method = "HEAD"}))->body, "");
  EXPECT_EQ(run(sender->send({}))->body, "hello");
}

TEST_F(ClientTest, OpensAsManyConnectionsAsRequestsRunAtOnceAndKeepsThem) {
  // Answers nobody before both have asked.
  asio::steady_timer both{io_, asio::steady_timer::time_point::max()};
  RawServer server{io_, [&](Peer& peer, int number) -> awaitable<void> {
                     co_await peer.read_request();
                     if (number == 2) {
                       both.cancel();
                     } else {
                       boost::system::error_code ignored;
                       co_await both.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
                     }
                     co_await peer.write(kHello);
                     co_await greet_everybody(peer, number);
                   }};
  const auto sender = client(server);
  int answered = 0;
  for (int i = 0; i < 2; ++i) {
    asio::co_spawn(io_, sender->send({}), [&](std::exception_ptr, Result<Response> response) {
      answered += response && response->body == "hello" ? 1 : 0;
    });
  }
  while (answered < 2 && io_.run_one_for(10s) > 0) {
  }
  EXPECT_EQ(answered, 2);
  EXPECT_TRUE(run(sender->send({})));
  EXPECT_TRUE(run(sender->send({})));
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(ClientTest, DoesNotUseAConnectionThatWasClosedWhileItWasKept) {
  RawServer server{io_, [](Peer& peer, int) -> awaitable<void> {
                     co_await peer.read_request();
                     co_await peer.write(kHello);
                   }};
  const auto sender = client(server);
  ASSERT_TRUE(run(sender->send({})));
  io_.restart();
  io_.poll();  // the server closes
  // A POST may not be repeated, so it must not be lost on the dead connection.
  const auto second = run(sender->send({.method = "POST"}));
  ASSERT_TRUE(second) << second.error().cause;
  EXPECT_EQ(server.connections(), 2);
}

// The first connection answers once, takes another request and goes.
awaitable<void> answer_once_then_drop(Peer& peer, int number) {
  co_await peer.read_request();
  co_await peer.write(kHello);
  if (number == 1) {
    co_await peer.read_request();
  }
}

TEST_F(ClientTest, RepeatsAnIdempotentRequestOnceWhenAKeptConnectionFails) {
  RawServer server{io_, answer_once_then_drop};
  const auto sender = client(server);
  ASSERT_TRUE(run(sender->send({})));
  const auto second = run(sender->send({.method = "DELETE"}));
  ASSERT_TRUE(second) << second.error().cause;
  EXPECT_EQ(second->body, "hello");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(ClientTest, NeverRepeatsARequestThatChangesSomethingTwice) {
  RawServer server{io_, answer_once_then_drop};
  const auto sender = client(server);
  ASSERT_TRUE(run(sender->send({})));
  const auto second = run(sender->send({.method = "POST", .target = "/containers/create"}));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::failed);
  EXPECT_THAT(second.error().message, HasSubstr("POST /containers/create at unix://"));
  EXPECT_EQ(second.error().cause, "the connection was closed");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ClientTest, GivesUpWhenTheDeadlinePassesAndClosesTheConnection) {
  bool closed = false;
  RawServer server{io_, [&](Peer& peer, int) -> awaitable<void> {
                     co_await peer.read_request();
                     closed = (co_await peer.read_some()).empty();
                   }};
  const auto sender = client(server);
  const auto response = run(sender->send({.target = "/slow", .deadline = 20ms}));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::timeout);
  EXPECT_THAT(response.error().message, StartsWith("GET /slow at unix://"));
  EXPECT_THAT(response.error().message, HasSubstr("nothing came within 20 ms"));
  io_.restart();
  io_.poll();
  EXPECT_TRUE(closed);
}

TEST_F(ClientTest, ClosesTheConnectionWhenItIsCancelled) {
  bool closed = false;
  asio::cancellation_signal cancel;
  RawServer server{io_, [&](Peer& peer, int) -> awaitable<void> {
                     co_await peer.read_request();
                     cancel.emit(asio::cancellation_type::terminal);
                     closed = (co_await peer.read_some()).empty();
                   }};
  const auto sender = client(server);
  std::optional<Result<Response>> answer;
  asio::co_spawn(io_,
                 sender->send({}),
                 asio::bind_cancellation_slot(cancel.slot(),
                                              [&](std::exception_ptr, Result<Response> response) {
                                                answer.emplace(std::move(response));
                                              }));
  while (!answer && io_.run_one_for(10s) > 0) {
  }
  ASSERT_TRUE(answer);
  ASSERT_FALSE(*answer);
  EXPECT_EQ(answer->error().code, ErrorCode::cancelled);
  io_.poll();
  EXPECT_TRUE(closed);
}

TEST_F(ClientTest, RefusesToSendALineBreakInAHeaderOrAPath) {
  RawServer server{io_, greet_everybody};
  const auto sender = client(server);
  const auto header = run(sender->send({.headers = {{"X-Name", "a\r\nX-Other: b"}}}));
  ASSERT_FALSE(header);
  const auto path = run(sender->send({.target = "/a b"}));
  ASSERT_FALSE(path);
  EXPECT_THAT(path.error().message, HasSubstr("GET \"/a b\""));
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(ClientTest, SaysWhatIsWrongWithAnAnswerThatIsNotHttp) {
  RawServer server{io_, [](Peer& peer, int) -> awaitable<void> {
                     co_await peer.read_request();
                     co_await peer.write("220 mail ready\r\n\r\n");
                   }};
  const auto response = run(client(server)->send({}));
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().cause, StartsWith("malformed HTTP answer: "));
}

TEST_F(ClientTest, SaysThatTheSocketIsMissing) {
  const auto sender = make_client(io_.get_executor(), UnixEndpoint{HostPath{"/nowhere/x.sock"}});
  const auto response = run(sender->send({}));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::not_found);
  EXPECT_EQ(response.error().message, "cannot connect to unix:///nowhere/x.sock");
  EXPECT_EQ(response.error().cause, "No such file or directory");
}

TEST_F(ClientTest, SaysThatNobodyListensOnThePort) {
  const auto sender = make_client(io_.get_executor(), TcpEndpoint{"127.0.0.1", "1"});
  const auto response = run(sender->send({}));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::failed);
  EXPECT_EQ(response.error().message, "cannot connect to tcp://127.0.0.1:1");
  EXPECT_EQ(response.error().cause, "Connection refused");
}

}  // namespace
}  // namespace voicehub::http
