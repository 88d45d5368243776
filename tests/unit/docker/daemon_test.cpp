#include "core/docker/daemon.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/raw_server.hpp"
#include "tests/support/run_task.hpp"

namespace voicehub::docker {
namespace {

using boost::asio::awaitable;
using test::Peer;
using test::RawServer;
using testing::ElementsAre;
using testing::HasSubstr;

std::string answer(std::string_view status, std::string_view body, std::string_view header = "") {
  return fmt::format(
      "HTTP/1.1 {}\r\n{}Content-Length: {}\r\n\r\n{}", status, header, body.size(), body);
}

std::string ping_of(std::string_view api) {
  return fmt::format("HTTP/1.1 200 OK\r\nApi-Version: {}\r\nContent-Length: 0\r\n\r\n", api);
}

// A daemon that answers what the test says, request by request, and notes the request lines.
class DaemonTest : public testing::Test {
 protected:
  Daemon daemon(std::vector<std::string> answers, std::string api_version = "") {
    server_ = std::make_unique<RawServer>(
        io_, [this, answers = std::move(answers)](Peer& peer, int) -> awaitable<void> {
          for (const std::string& text : answers) {
            const std::string request = co_await peer.read_request();
            lines_.push_back(request.substr(0, request.find(" HTTP/1.1")));
            co_await peer.write(text);
          }
        });
    return Daemon{http::make_client(io_.get_executor(), server_->endpoint()),
                  {.address = server_->endpoint(),
                   .shown = "unix:///test.sock",
                   .api_version = std::move(api_version)}};
  }

  template <typename T>
  Result<T> run(Task<T> task) {
    return test::run(io_, std::move(task), std::chrono::seconds{10});
  }

  static Call call() {
    return {.what = "start container tts", .method = "POST", .target = {"/containers/tts/start"}};
  }

  boost::asio::io_context io_;
  std::unique_ptr<RawServer> server_;
  std::vector<std::string> lines_;
};

TEST_F(DaemonTest, AgreesOnTheOlderVersionOnceAndOnTheSameConnection) {
  Daemon old_one = daemon({ping_of("1.41"), answer("200 OK", "a"), answer("200 OK", "b")});
  EXPECT_EQ(*run(old_one.send(call())), "a");
  EXPECT_EQ(*run(old_one.send(call())), "b");
  EXPECT_THAT(
      lines_,
      ElementsAre(
          "HEAD /_ping", "POST /v1.41/containers/tts/start", "POST /v1.41/containers/tts/start"));
  EXPECT_EQ(server_->connections(), 1);
}

Call listing() {
  return {.what = "list containers",
          .method = "GET",
          .target = {"/containers/json"},
          .is_timeless = true};
}

TEST_F(DaemonTest, LearnsTheVersionFromTheAnswerToATimelessCall) {
  Daemon daemon_ = daemon({answer("200 OK", "[]", "Api-Version: 1.42\r\n"),
                           answer("200 OK", "[]"),
                           answer("200 OK", "a")});
  EXPECT_EQ(*run(daemon_.send(listing())), "[]");
  EXPECT_EQ(*run(daemon_.send(listing())), "[]");
  EXPECT_EQ(*run(daemon_.send(call())), "a");
  EXPECT_THAT(lines_,
              ElementsAre("GET /containers/json",
                          "GET /v1.42/containers/json",
                          "POST /v1.42/containers/tts/start"));
}

TEST_F(DaemonTest, RefusesADaemonWhoseFirstAnswerIsTooOldOrNoDockersAtAll) {
  Daemon ancient = daemon({answer("200 OK", "[]", "Api-Version: 1.40\r\n")});
  EXPECT_THAT(run(ancient.send(listing())).error().message, HasSubstr("speaks API 1.40"));
  Daemon other = daemon({answer("200 OK", "<html>"),
                         "HTTP/1.1 404 Not Found\r\n\r\n",
                         answer("404 Not Found", "no such page")});
  const auto refused = run(other.send(listing()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().cause, "HTTP 404: no such page");
}

TEST_F(DaemonTest, NamesAPinnedVersionInATimelessCallToo) {
  Daemon pinned = daemon({answer("200 OK", "[]")}, "1.43");
  EXPECT_EQ(*run(pinned.send(listing())), "[]");
  EXPECT_THAT(lines_, ElementsAre("GET /v1.43/containers/json"));
}

TEST_F(DaemonTest, AsksForNoVersionThatItDoesNotKnowItself) {
  Daemon new_one = daemon({ping_of("1.99")});
  EXPECT_EQ(*run(new_one.api_minor()), kNewestApiMinor);
}

TEST_F(DaemonTest, DoesNotNegotiateAPinnedVersion) {
  Daemon pinned = daemon({answer("200 OK", "a")}, "1.43");
  EXPECT_EQ(*run(pinned.send(call())), "a");
  EXPECT_THAT(lines_, ElementsAre("POST /v1.43/containers/tts/start"));
}

TEST_F(DaemonTest, RefusesADaemonThatIsTooOld) {
  Daemon ancient = daemon({ping_of("1.40")});
  const auto refused = run(ancient.send(call()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::docker_unreachable);
  EXPECT_EQ(refused.error().message,
            "Docker at unix:///test.sock speaks API 1.40, and voicehub needs 1.41 (Docker Engine "
            "20.10) or newer");
  EXPECT_EQ(refused.error().hint, "update Docker Engine");
}

TEST_F(DaemonTest, RefusesAPinnedVersionThatIsTooOldOrNotAVersion) {
  for (const char* const version : {"1.30", "2.0", "latest", "1.", "1.x"}) {
    const auto refused =
        agree_on_api({.shown = "unix:///test.sock", .api_version = version}, version);
    ASSERT_FALSE(refused) << version;
    EXPECT_THAT(refused.error().hint, HasSubstr("DOCKER_API_VERSION"));
  }
}

TEST_F(DaemonTest, KeepsTheDaemonsMessageAndMakesACodeOfTheStatus) {
  Daemon refusing = daemon({ping_of("1.41"),
                            answer("404 Not Found", R"({"message":"No such container: tts"})"),
                            answer("409 Conflict", R"({"message":"in use"})"),
                            answer("500 Internal Server Error", "plain text\r\n"),
                            answer("304 Not Modified", "")});
  const auto missing = run(refusing.send(call()));
  EXPECT_EQ(
      missing.error(),
      (Error{ErrorCode::not_found, "cannot start container tts", {}, "No such container: tts"}));
  EXPECT_EQ(run(refusing.send(call())).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(refusing.send(call())).error(),
            (Error{ErrorCode::failed, "cannot start container tts", {}, "plain text"}));
  EXPECT_TRUE(run(refusing.send(call())));
}

TEST_F(DaemonTest, SaysWhatStandsBehindTheSocketWhenItIsNotDocker) {
  Daemon other = daemon({"HTTP/1.1 403 Forbidden\r\n\r\n", answer("403 Forbidden", "go away")});
  const auto refused = run(other.send(call()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::docker_unreachable);
  EXPECT_EQ(refused.error().cause, "HTTP 403: go away");
}

TEST_F(DaemonTest, CallsADaemonThatGoesAwayUnreachable) {
  Daemon dying = daemon({ping_of("1.41"), ""});
  const auto lost = run(dying.send(call()));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::docker_unreachable);
  EXPECT_EQ(lost.error().message, "cannot reach Docker at unix:///test.sock");
  EXPECT_EQ(lost.error().cause, "the connection was closed");
}

TEST_F(DaemonTest, ReturnsErrorsOfTheCallersSinkAndSourceAsTheyAre) {
  Daemon good = daemon({ping_of("1.41"), answer("200 OK", "line\n")});
  const auto stopped = run(good.stream(call(), [](std::string_view) -> Result<void> {
    return make_error(ErrorCode::failed, "enough");
  }));
  EXPECT_EQ(stopped.error(), (Error{ErrorCode::failed, "enough", {}, {}}));
  Call upload = call();
  upload.source = []() -> Task<std::string> {
    co_return make_error(ErrorCode::not_found, "cannot read server.py");
  };
  const auto broken = run(good.stream(std::move(upload), [](std::string_view) { return done(); }));
  EXPECT_EQ(broken.error(), (Error{ErrorCode::not_found, "cannot read server.py", {}, {}}));
}

const http::Endpoint kNoSocket = http::UnixEndpoint{HostPath{"/nowhere/docker.sock"}};

TEST(Unreachable, TellsHowToStartDockerWhenTheSocketIsMissing) {
  const Error error = unreachable({.address = kNoSocket, .shown = "unix:///nowhere/docker.sock"},
                                  {ErrorCode::not_found, "x", {}, "No such file or directory"});
  EXPECT_EQ(error.code, ErrorCode::docker_unreachable);
  EXPECT_EQ(error.message, "cannot reach Docker at unix:///nowhere/docker.sock");
  EXPECT_THAT(error.hint, HasSubstr("sudo systemctl start docker"));
  EXPECT_EQ(error.cause, "No such file or directory");
}

TEST(Unreachable, NamesTheGroupThatOwnsTheSocket) {
  // A file that has a group of its own on every Debian.
  const http::Endpoint address = http::UnixEndpoint{HostPath{"/etc/shadow"}};
  const Error error =
      unreachable({.address = address}, {ErrorCode::failed, "x", {}, "Permission denied"});
  EXPECT_EQ(
      error.hint,
      "add yourself to the group 'shadow' that owns the socket ('sudo usermod -aG shadow $USER'), "
      "then log in again");
}

TEST(Unreachable, KnowsADaemonThatWantsTls) {
  const Error error = unreachable(
      {.address = http::TcpEndpoint{"host", "2376"}},
      {ErrorCode::failed, {}, {}, "HTTP 400: Client sent an HTTP request to an HTTPS server."});
  EXPECT_THAT(error.hint, HasSubstr("DOCKER_TLS_VERIFY=1"));
}

TEST(Unreachable, PointsAtSshItself) {
  const Error error =
      unreachable({.address = http::CommandEndpoint{{"ssh"}}, .shown = "ssh://ann@far"},
                  {ErrorCode::timeout, "GET /_ping: nothing came within 30 s", {}, {}});
  EXPECT_EQ(error.message, "cannot reach Docker at ssh://ann@far");
  EXPECT_THAT(error.hint, HasSubstr("ssh logs in there without a password"));
  EXPECT_EQ(error.cause, "no answer in time");
}

}  // namespace
}  // namespace voicehub::docker
