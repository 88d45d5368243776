// What every engine says of its model, by HTTP, from its start to its end.
#include "engines/runtime/serve_model.hpp"

#include <unistd.h>

#include <csignal>
#include <future>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/runtime/queued_answer.hpp"
#include "engines/runtime/service_routes.hpp"
#include "tests/unit/engines/raw_client.hpp"

namespace voicehub::engines {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

// No two tests that run at once have the same, so that each has every port for itself.
std::string own_address() {
  const auto number = static_cast<unsigned>(::getpid());
  return fmt::format("127.{}.{}.{}", 1 + (number >> 16U) % 250, (number >> 8U) % 256, number % 256);
}

// An engine whose model is a number, and is loaded as soon as the test lets it.
class ServeModel : public testing::Test {
 protected:
  ServeModel() {
    router_.add("POST", "/use", at_once([this](const Request&) {
                  const auto used = model().use();
                  return used ? Response{.body = "used"} : error_response(used.error());
                }));
  }

  ~ServeModel() override {
    let_load();
    if (thread_.joinable()) {
      ::kill(::getpid(), SIGTERM);
      thread_.join();
    }
  }

  void serve(std::optional<std::chrono::seconds> ttl = {}) {
    work_.model_ttl = ttl;
    model_.emplace("number", [this] { return load(); }, metrics_, ttl);
    add_service_gauges(metrics_, queue_, model());
    add_service_routes(
        router_,
        {.engine = "test", .about = [] { return std::string{"a number"}; }, .model = model()},
        metrics_);
    thread_ = std::thread{[this] {
      outcome_ = serve_model(io_, settings_, work_, log_, model(), metrics_, router_);
    }};
    eventually("GET", "/healthz", "200 OK");
  }

  void let_load() {
    if (!std::exchange(may_load_, true)) {
      gate_.set_value();
    }
  }

  std::string say(std::string_view bytes) const {
    RawClient client{settings_.port, settings_.host.c_str()};
    client.say(bytes);
    return client.hear_all();
  }

  std::string ask(std::string_view method, std::string_view path) const {
    return say(fmt::format("{} {} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", method, path));
  }

  // The answer that has this in it, or the last one.
  std::string eventually(std::string_view method, std::string_view path, std::string_view wanted) {
    std::string heard;
    const auto ends = std::chrono::steady_clock::now() + 5s;
    while (!heard.contains(wanted) && std::chrono::steady_clock::now() < ends) {
      try {
        heard = ask(method, path);
      } catch (const boost::system::system_error&) {
        std::this_thread::yield();  // it does not listen yet
      }
    }
    EXPECT_THAT(heard, HasSubstr(wanted));
    return heard;
  }

  ModelSlot<int>& model() { return *model_; }

  std::promise<void> gate_;
  std::shared_future<void> loaded_ = gate_.get_future().share();
  bool may_load_ = false;
  bool is_broken_ = false;
  WorkSettings work_;
  Settings settings_{.host = own_address()};
  boost::asio::io_context io_{1};
  Log log_{LogLevel::error};
  Metrics metrics_;
  WorkQueue queue_{queue_limits(work_)};
  Router router_;
  std::optional<ModelSlot<int>> model_;
  std::thread thread_;
  Result<void> outcome_;

 private:
  Result<std::unique_ptr<int>> load() {
    loaded_.wait();
    if (is_broken_) {
      return make_error(ErrorCode::failed, "number.onnx is not a model");
    }
    return std::make_unique<int>(7);
  }
};

TEST_F(ServeModel, LivesButIsNotReadyWhileItLoads) {
  serve();
  for (const char* path : {"/health", "/readyz"}) {
    EXPECT_THAT(ask("GET", path),
                AllOf(StartsWith("HTTP/1.1 503 "),
                      HasSubstr("\r\nRetry-After: 1\r\n"),
                      HasSubstr(R"({"status":"initializing","model_loaded":false)")));
  }
  EXPECT_THAT(ask("GET", "/healthz"), StartsWith("HTTP/1.1 200 OK"));
  let_load();
  eventually("GET", "/health", R"({"status":"healthy","model_loaded":true)");
  EXPECT_THAT(ask("GET", "/readyz"),
              AllOf(StartsWith("HTTP/1.1 200 OK"), Not(HasSubstr("Retry-After"))));
}

TEST_F(ServeModel, LoadsItsModelAndLetsItGoWhenItIsTold) {
  serve();
  EXPECT_THAT(ask("GET", "/api/ps"),
              HasSubstr(R"({"models":[{"name":"number","model":"number","state":"loading")"));
  EXPECT_THAT(ask("POST", "/api/ps/number"), StartsWith("HTTP/1.1 409 "));
  let_load();
  eventually("GET", "/api/ps", R"("state":"loaded","expires_in":null)");
  EXPECT_THAT(ask("DELETE", "/api/ps/word"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(ask("DELETE", "/api/ps/number"),
              AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr(R"("state":"unloaded")")));
  EXPECT_THAT(ask("DELETE", "/api/ps/number"), StartsWith("HTTP/1.1 409 "));
  EXPECT_THAT(ask("GET", "/health"),
              AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr(R"("model_loaded":false)")))
      << "the next request loads it";
  EXPECT_THAT(ask("GET", "/metrics"), HasSubstr("\nvoicehub_model_loaded 0\n"));
  EXPECT_THAT(ask("POST", "/api/ps/number"), StartsWith("HTTP/1.1 201 "));
  eventually("GET", "/api/ps", R"("state":"loaded")");
}

TEST_F(ServeModel, LetsAModelGoThatNobodyUsesAndLoadsItForTheNext) {
  let_load();
  serve(0s);
  eventually("GET", "/api/ps", R"("state":"unloaded")");
  EXPECT_THAT(ask("POST", "/use"), StartsWith("HTTP/1.1 200 "));
  eventually("GET", "/api/ps", R"("state":"unloaded")");
}

TEST_F(ServeModel, EndsWithTheReasonWhenItsModelCannotBeLoaded) {
  is_broken_ = true;
  serve();
  let_load();
  thread_.join();
  ASSERT_FALSE(outcome_);
  EXPECT_EQ(outcome_.error().message, "number.onnx is not a model");
}

TEST_F(ServeModel, CountsWhatItRefuses) {
  let_load();
  serve();
  say("GET\r\n\r\n");
  ask("GET", "/nowhere");
  EXPECT_THAT(ask("GET", "/metrics"),
              AllOf(HasSubstr("voicehub_requests_total{route=\"other\",code=\"400\"} 1\n"),
                    HasSubstr("voicehub_requests_total{route=\"other\",code=\"404\"} 1\n")));
}

}  // namespace
}  // namespace voicehub::engines
