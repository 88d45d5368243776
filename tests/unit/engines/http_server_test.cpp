#include "engines/runtime/http_server.hpp"

#include <future>
#include <stdexcept>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/engines/raw_client.hpp"

namespace voicehub::engines {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

const std::string kGet = "GET /echo?x=1 HTTP/1.1\r\nHost: h\r\n\r\n";

// Three pieces, or with ?cut two and an error.
BodySource three_pieces(std::string_view query) {
  return [count = 0, is_cut = query == "cut"]() mutable -> Task<std::optional<std::string>> {
    ++count;
    if (is_cut && count == 3) {
      co_return make_error(ErrorCode::failed, "the model is gone");
    }
    co_return count > 3 ? std::nullopt : std::optional{fmt::format("piece {}.", count)};
  };
}

// What the server is for the tests.
asio::awaitable<Response> answer(Request request) {
  if (request.path == "/bug") {
    throw std::runtime_error{"a bug"};
  }
  if (request.path == "/pieces") {
    co_return Response{.content_type = "text/plain", .pieces = three_pieces(request.query)};
  }
  if (request.path == "/wait") {  // until the client has gone
    asio::steady_timer pause{co_await asio::this_coro::executor};
    while (!request.gone.stop_requested()) {
      pause.expires_after(1ms);
      co_await pause.async_wait(asio::use_awaitable);
    }
    co_return Response{.status = 499};
  }
  co_return Response{.content_type = "text/plain", .body = request.path + " " + request.body};
}

class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() {
    auto listening = HttpServer::listen(io_.get_executor(), "127.0.0.1", 0, answer, log_);
    EXPECT_TRUE(listening);
    server_.emplace(std::move(*listening));
  }

  ~HttpServerTest() override { stop_and_wait(); }

  void serve(ServerLimits limits = {}) {
    server_->set_limits(limits);
    asio::co_spawn(io_, server_->serve(), asio::detached);
    thread_ = std::thread{[this] { io_.run(); }};
  }

  void stop() {
    asio::post(io_, [this] { server_->stop(); });
  }

  void stop_and_wait() {
    if (thread_.joinable()) {
      stop();
      thread_.join();
    }
  }

  RawClient connect() { return RawClient{server_->port()}; }

  asio::io_context io_;
  Log log_{LogLevel::error};
  std::optional<HttpServer> server_;
  std::thread thread_;
};

TEST_F(HttpServerTest, SendsPiecesAsTheyAreMade) {
  serve();
  RawClient client = connect();
  client.say("GET /pieces HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string heard = client.hear_until("0\r\n\r\n");
  EXPECT_THAT(heard, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(heard, HasSubstr("\r\n\r\n8\r\npiece 1.\r\n8\r\npiece 2.\r\n8\r\npiece 3.\r\n0\r\n"));
  client.say(kGet);
  EXPECT_THAT(client.hear_until("/echo "), StartsWith("HTTP/1.1 200 OK"))
      << "the connection is kept";
}

TEST_F(HttpServerTest, SendsPiecesToAnOldClientUntilTheConnectionEnds) {
  serve();
  RawClient client = connect();
  client.say("GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(client.hear_all(), testing::EndsWith("\r\n\r\npiece 1.piece 2.piece 3."));
}

TEST_F(HttpServerTest, ClosesInMidBodyWhenTheRestCannotBeMade) {
  serve();
  RawClient client = connect();
  client.say("GET /pieces?cut HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(client.hear_all(), testing::EndsWith("piece 2.\r\n")) << "without the last chunk";
}

TEST_F(HttpServerTest, TellsTheHandlerThatTheClientHasGone) {
  std::promise<int> status;
  server_->set_observer([&](const Access& access) { status.set_value(access.status); });
  serve();
  {
    RawClient client = connect();
    client.say("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  auto told = status.get_future();
  ASSERT_EQ(told.wait_for(5s), std::future_status::ready);
  EXPECT_EQ(told.get(), 499);
}

TEST_F(HttpServerTest, MayBeReadByPagesOfEveryOrigin) {
  serve();
  RawClient client = connect();
  client.say(kGet);
  EXPECT_THAT(client.hear_until("/echo "), HasSubstr("Access-Control-Allow-Origin: *\r\n"));
}

TEST_F(HttpServerTest, AnswersRequestAfterRequestOnAKeptConnection) {
  serve();
  RawClient client = connect();
  for (int i = 0; i < 2; ++i) {
    client.say("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_THAT(client.hear_until("/echo abc"), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
}

TEST_F(HttpServerTest, AnswersRequestsThatCameInOnePiece) {
  serve();
  RawClient client = connect();
  client.say(kGet + "GET /two HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string heard = client.hear_all();
  EXPECT_THAT(heard, HasSubstr("/echo "));
  EXPECT_THAT(heard, testing::EndsWith("/two "));
}

TEST_F(HttpServerTest, AnswersHeadWithTheLengthAndNoBody) {
  serve();
  RawClient client = connect();
  client.say("HEAD /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.hear_all(), testing::EndsWith("Content-Length: 6\r\n\r\n"));
}

TEST_F(HttpServerTest, TellsAClientThatAsksToGoOn) {
  serve();
  RawClient client = connect();
  client.say("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_THAT(client.hear_until("\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue"));
  client.say("abc");
  EXPECT_THAT(client.hear_until("/echo abc"), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(HttpServerTest, RefusesWhatIsNotHttp) {
  serve();
  for (const char* garbage : {"\x16\x03\x01\x02\r\n\r\n",
                              "GET\r\n\r\n",
                              "GET / HTTP/9.9\r\n\r\n",
                              "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                              "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nlies\r\n"}) {
    RawClient client = connect();
    client.say(garbage);
    const std::string heard = client.hear_all();
    EXPECT_THAT(heard, StartsWith("HTTP/1.1 400 Bad Request\r\n")) << garbage;
    EXPECT_THAT(heard, HasSubstr(R"({"error":{"message":"malformed HTTP: )")) << garbage;
  }
}

TEST_F(HttpServerTest, RefusesAHeaderThatDoesNotEnd) {
  serve();
  RawClient client = connect();
  client.say("GET / HTTP/1.1\r\nX: " + std::string(20000, 'a'));
  EXPECT_THAT(client.hear_all(), StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, RefusesABodyThatIsTooLongWhileTheClientIsStillSendingIt) {
  serve({.body_bytes = 1000});
  RawClient client = connect();
  client.say("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n");
  client.say(std::string(500000, 'a'));
  const std::string heard = client.hear_all();
  EXPECT_THAT(heard, StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(heard, HasSubstr("the body is longer than 1000 bytes"));
}

// Else many clients together take the memory that none of them may take alone.
TEST_F(HttpServerTest, HoldsNoMoreBodiesThanItHasRoomFor) {
  serve({.body_bytes = 100'000, .all_bodies_bytes = 250'000});
  const auto post = [](const std::string& path, std::size_t length) {
    return fmt::format("POST {} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}",
                       path,
                       length,
                       std::string(length, 'a'));
  };
  const auto ask = [&](std::size_t length) {
    RawClient client = connect();
    client.say(post("/echo", length));
    return client.hear_all();
  };
  // The server takes its time to read what the first two say, and to notice that one has gone.
  const auto ask_until = [&](std::string_view beginning) {
    std::string heard;
    const auto ends = std::chrono::steady_clock::now() + 5s;
    while (!heard.starts_with(beginning) && std::chrono::steady_clock::now() < ends) {
      heard = ask(90'000);
    }
    return heard;
  };
  RawClient first = connect();
  first.say(post("/wait", 90'000));
  {
    RawClient second = connect();
    second.say(post("/wait", 90'000));
    const std::string refusal = ask_until("HTTP/1.1 503");
    EXPECT_THAT(refusal, StartsWith("HTTP/1.1 503"));
    EXPECT_THAT(refusal, HasSubstr("Retry-After: 1"));
    EXPECT_THAT(ask(1000), StartsWith("HTTP/1.1 200")) << "a text";
  }
  EXPECT_THAT(ask_until("HTTP/1.1 200"), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServerTest, LetsASilentClientGoWithoutAWord) {
  serve({.idle = 500ms});
  RawClient silent = connect();
  RawClient kept = connect();
  kept.say(kGet);
  EXPECT_THAT(kept.hear_until("/echo "), StartsWith("HTTP/1.1 200 OK"));
  EXPECT_EQ(kept.hear_all(), "");
  EXPECT_EQ(silent.hear_all(), "");
}

TEST_F(HttpServerTest, TellsAClientThatItsHeaderCameTooSlowly) {
  serve({.header = 20ms});
  RawClient client = connect();
  client.say("GET / HT");
  const std::string heard = client.hear_all();
  EXPECT_THAT(heard, StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
  EXPECT_THAT(heard, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(heard, HasSubstr(R"({"error":{"message":"the request did not come to its end)"));
}

TEST_F(HttpServerTest, TellsAClientThatItsBodyDoesNotGoOn) {
  serve({.stall = 20ms});
  RawClient client = connect();
  client.say("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na");
  EXPECT_THAT(client.hear_all(), StartsWith("HTTP/1.1 408 "));
}

// Who watches an engine sees what it turns away too.
TEST_F(HttpServerTest, TellsOfRequestsThatItRefuses) {
  std::vector<std::string> told;
  std::promise<void> all;
  server_->set_observer([&](const Access& access) {
    told.push_back(fmt::format("{} {} {}", access.method, access.path, access.status));
    EXPECT_GT(access.bytes, 0U);
    if (told.size() == 4) {
      all.set_value();
    }
  });
  serve({.body_bytes = 10, .header = 20ms});
  for (const std::string& said :
       {std::string{"GET\r\n\r\n"},
        std::string{"POST /echo?x HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n"},
        "GET / HTTP/1.1\r\nX: " + std::string(20000, 'a'),
        std::string{"GET / HT"}}) {
    RawClient client = connect();
    client.say(said);
    EXPECT_THAT(client.hear_all(), StartsWith("HTTP/1.1 4"));
  }
  ASSERT_EQ(all.get_future().wait_for(5s), std::future_status::ready);
  EXPECT_THAT(told, testing::ElementsAre("  400", "POST /echo 413", "GET / 431", "  408"));
}

TEST_F(HttpServerTest, AnswersABugWithAnErrorAndGoesOn) {
  serve();
  RawClient client = connect();
  client.say("GET /bug HTTP/1.1\r\nHost: h\r\n\r\n" + kGet);
  EXPECT_THAT(client.hear_until("\r\n\r\n"), StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(client.hear_until("/echo "), HasSubstr("HTTP/1.1 200 OK"));
}

TEST_F(HttpServerTest, AnswersAKeptConnectionOnceMoreWhileItStops) {
  serve({.grace = 5s});
  RawClient client = connect();
  client.say(kGet);
  EXPECT_THAT(client.hear_until("/echo "), StartsWith("HTTP/1.1 200 OK"));
  stop();
  client.say(kGet);
  const std::string heard = client.hear_all();
  EXPECT_THAT(heard, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(heard, HasSubstr("Connection: close"));
}

TEST_F(HttpServerTest, AnswersWhomTheKernelHadLetInBeforeItStopped) {
  RawClient client = connect();
  client.say(kGet);
  server_->stop();
  serve();
  EXPECT_THAT(client.hear_all(), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(HttpServerTest, StopsWithoutWaitingForIdleConnections) {
  serve({.grace = 1ms, .drain = 60s});
  RawClient client = connect();
  client.say(kGet);
  EXPECT_THAT(client.hear_until("/echo "), StartsWith("HTTP/1.1 200 OK"));
  stop_and_wait();
  EXPECT_EQ(client.hear_all(), "");
}

TEST_F(HttpServerTest, RefusesWhatStandsWithoutEndBetweenTheChunksOfABody) {
  serve({.header_bytes = 1000});
  const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string begun : {"3;", "1\r\na\r\n0\r\nA: "}) {
    RawClient client = connect();
    client.say(head + begun + std::string(200'000, 'b'));
    EXPECT_THAT(client.hear_all(), StartsWith("HTTP/1.1 400")) << begun;
  }
}

TEST_F(HttpServerTest, WaitsNoLongerForABodyThatDoesNotGoOnWhileItStops) {
  serve({.stall = 60s, .grace = 1ms, .last_stall = 20ms, .drain = 60s});
  RawClient client = connect();
  client.say("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_THAT(client.hear_until("\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue"));
  stop_and_wait();
  EXPECT_THAT(client.hear_all(), StartsWith("HTTP/1.1 408"));
}

TEST_F(HttpServerTest, CutsOffARequestThatDoesNotEndWhileItStops) {
  serve({.grace = 1ms, .drain = 20ms});
  RawClient client = connect();
  client.say("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_THAT(client.hear_until("\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue"));
  stop_and_wait();
  EXPECT_EQ(client.hear_all(), "");
}

TEST_F(HttpServerTest, SaysWhyItCannotListen) {
  const auto second =
      HttpServer::listen(io_.get_executor(), "127.0.0.1", server_->port(), answer, log_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_THAT(second.error().message, HasSubstr("Address already in use"));
}

}  // namespace
}  // namespace voicehub::engines
