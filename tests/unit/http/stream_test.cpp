#include <deque>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/http/client.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/run_task.hpp"

namespace voicehub::http {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using asio::awaitable;
using test::Peer;
using test::RawServer;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

const std::string kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

class StreamTest : public testing::Test {
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

Result<void> ignore(std::string_view) {
  return done();
}

// Hands out the pieces one by one, then the end.
BodySource source_of(std::deque<std::string> pieces) {
  return [pieces = std::move(pieces)]() mutable -> Task<std::string> {
    if (pieces.empty()) {
      co_return std::string{};
    }
    std::string piece = std::move(pieces.front());
    pieces.pop_front();
    co_return piece;
  };
}

TEST_F(StreamTest, DeliversEachPieceAsSoonAsItIsThere) {
  std::vector<std::string> pieces;
  asio::steady_timer delivered{io_, asio::steady_timer::time_point::max()};
  RawServer server{
      io_, [&](Peer& peer, int) -> awaitable<void> {
        co_await peer.read_request();
        co_await peer.write(kChunked + "5\r\nfirst\r\n");
        boost::system::error_code ignored;
        co_await delivered.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        co_await peer.write("6\r\nsecond\r\n0\r\n\r\n");
      }};
  const auto response = run(client(server)->stream({}, [&](std::string_view piece) {
    pieces.emplace_back(piece);
    delivered.cancel();
    return done();
  }));
  ASSERT_TRUE(response) << response.error().cause;
  EXPECT_EQ(response->body, "");
  EXPECT_THAT(pieces, ElementsAre("first", "second"));
}

TEST_F(StreamTest, GivesUpAfterTheLongestSilence) {
  RawServer server{io_, [](Peer& peer, int) -> awaitable<void> {
                     co_await peer.read_request();
                     co_await peer.write(kChunked + "5\r\nfirst\r\n");
                     co_await peer.read_some();
                   }};
  const auto response = run(client(server)->stream({.silence = 20ms}, ignore));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::timeout);
}

TEST_F(StreamTest, ReturnsTheErrorOfTheSinkAndClosesTheConnection) {
  bool closed = false;
  RawServer server{io_, [&](Peer& peer, int) -> awaitable<void> {
                     co_await peer.read_request();
                     co_await peer.write(kChunked + "5\r\nfirst\r\n");
                     closed = (co_await peer.read_some()).empty();
                   }};
  const auto response = run(client(server)->stream({}, [](std::string_view) -> Result<void> {
    return make_error(ErrorCode::mismatch, "not what I wanted");
  }));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error(), (Error{ErrorCode::mismatch, "not what I wanted", {}, {}}));
  io_.restart();
  io_.poll();
  EXPECT_TRUE(closed);
}

TEST_F(StreamTest, KeepsTheBodyOfARefusalOutOfTheSink) {
  RawServer server{io_, [](Peer& peer, int) -> awaitable<void> {
                     co_await peer.read_request();
                     co_await peer.write("HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\ngone");
                   }};
  const auto response = run(client(server)->stream({}, [](std::string_view) -> Result<void> {
    return make_error(ErrorCode::failed, "the sink was called");
  }));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 404);
  EXPECT_EQ(response->body, "gone");
}

TEST_F(StreamTest, SendsTheSourceInChunks) {
  std::string seen;
  RawServer server{io_, [&](Peer& peer, int) -> awaitable<void> {
                     seen = co_await peer.read_request();
                     co_await peer.write("HTTP/1.1 204 No Content\r\n\r\n");
                   }};
  const auto response = run(
      client(server)->send({.method = "POST", .source = source_of({"abc", "0123456789abcdef"})}));
  ASSERT_TRUE(response) << response.error().cause;
  EXPECT_THAT(seen, HasSubstr("Transfer-Encoding: chunked\r\n\r\n"));
  EXPECT_THAT(seen, EndsWith("\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"));
}

TEST_F(StreamTest, SendsASourceOfKnownLengthAsItIs) {
  std::string seen;
  RawServer server{io_, [&](Peer& peer, int) -> awaitable<void> {
                     seen = co_await peer.read_request();
                     co_await peer.write("HTTP/1.1 204 No Content\r\n\r\n");
                   }};
  const auto response = run(client(server)->send(
      {.method = "POST", .source = source_of({"abc", "def"}), .source_bytes = 6}));
  ASSERT_TRUE(response) << response.error().cause;
  EXPECT_THAT(seen, EndsWith("Content-Length: 6\r\n\r\nabcdef"));
}

TEST_F(StreamTest, ReturnsTheErrorOfTheSource) {
  RawServer server{io_, [](Peer& peer, int) -> awaitable<void> { co_await peer.read_request(); }};
  const BodySource broken = []() -> Task<std::string> {
    co_return make_error(ErrorCode::not_found, "cannot read server.py");
  };
  const auto response = run(client(server)->send({.method = "POST", .source = broken}));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error(), (Error{ErrorCode::not_found, "cannot read server.py", {}, {}}));
}

TEST_F(StreamTest, ReturnsTheAnswerOfAServerThatRefusesBeforeItHasReadTheBody) {
  RawServer server{io_, [](Peer& peer, int) -> awaitable<void> {
                     co_await peer.read_some();
                     co_await peer.write("HTTP/1.1 500 No\r\nContent-Length: 9\r\n\r\nread-only");
                   }};
  const std::string large(20'000'000, 'x');
  const auto sender = client(server);
  // Twice: half a request must not be left on a connection that is kept.
  for (int i = 1; i <= 2; ++i) {
    const auto response = run(sender->send({.method = "PUT", .body = large}));
    ASSERT_TRUE(response) << response.error().cause;
    EXPECT_EQ(response->status, 500);
    EXPECT_EQ(response->body, "read-only");
    EXPECT_EQ(server.connections(), i);
  }
}

TEST_F(StreamTest, HandsTheConnectionOverWithWhatHasArrivedAlready) {
  std::string header;
  std::string typed;
  RawServer server{
      io_, [&](Peer& peer, int) -> awaitable<void> {
        header = co_await peer.read_request();
        co_await peer.write(
            "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nearly");
        for (std::string more = "-"; !more.empty(); typed += more) {
          more = co_await peer.read_some();
        }
        co_await peer.write("bye");
      }};
  const auto upgrade = run(client(server)->upgrade({.method = "POST", .body = "{}"}));
  ASSERT_TRUE(upgrade) << upgrade.error().cause;
  ASSERT_TRUE(upgrade->stream);
  EXPECT_THAT(header, HasSubstr("Connection: Upgrade\r\nUpgrade: tcp\r\n"));
  Stream& stream = *upgrade->stream;
  EXPECT_EQ(*run(stream.read()), "early");
  ASSERT_TRUE(run(stream.write("input")));
  ASSERT_TRUE(run(stream.close_write()));
  EXPECT_EQ(*run(stream.read()), "bye");
  EXPECT_EQ(*run(stream.read()), "");
  EXPECT_EQ(typed, "input");
}

TEST_F(StreamTest, ReturnsTheRefusalOfAnUpgrade) {
  RawServer server{io_, [](Peer& peer, int) -> awaitable<void> {
                     co_await peer.read_request();
                     co_await peer.write("HTTP/1.1 409 No\r\nContent-Length: 7\r\n\r\nstopped");
                   }};
  const auto upgrade = run(client(server)->upgrade({.method = "POST"}));
  ASSERT_TRUE(upgrade) << upgrade.error().cause;
  EXPECT_FALSE(upgrade->stream);
  EXPECT_EQ(upgrade->response.status, 409);
  EXPECT_EQ(upgrade->response.body, "stopped");
}

}  // namespace
}  // namespace voicehub::http
