#include "core/engine/retry.hpp"

#include <gtest/gtest.h>

#include "engines/runtime/router.hpp"
#include "tests/support/local_engine.hpp"

namespace voicehub::engine {
namespace {

using namespace std::chrono_literals;
using support::LocalEngine;

http::Response refused(int status, http::Headers headers = {}) {
  return {.status = status, .headers = std::move(headers)};
}

TEST(RetryDelay, IsWhatTheEngineAsksFor) {
  EXPECT_EQ(retry_delay(refused(429, {{"Retry-After", "3"}}), 0), 3s);
  EXPECT_EQ(retry_delay(refused(503, {{"retry-after", "0.25"}}), 1), 250ms);
  EXPECT_EQ(retry_delay(refused(429, {{"Retry-After", "3"}, {"Retry-After-Ms", "40"}}), 0), 40ms);
}

TEST(RetryDelay, DoublesWhereTheEngineDoesNotSay) {
  EXPECT_EQ(retry_delay(refused(503), 0), 500ms);
  EXPECT_EQ(retry_delay(refused(503), 1), 1s);
  EXPECT_EQ(retry_delay(refused(503, {{"Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"}}), 0),
            500ms);
}

TEST(RetryDelay, EndsAfterTwoOrForEver) {
  EXPECT_EQ(retry_delay(refused(429), kRetries), std::nullopt);
  EXPECT_EQ(retry_delay(refused(429, {{"Retry-After", "121"}}), 0), std::nullopt);
}

TEST(RetryDelay, IsForEnginesThatAreBusyOnly) {
  for (const int status : {200, 400, 401, 404, 500}) {
    EXPECT_EQ(retry_delay(refused(status, {{"Retry-After", "1"}}), 0), std::nullopt) << status;
  }
}

// Answers so many times that it is busy.
struct BusyEngine {
  explicit BusyEngine(int busy_for) {
    engines::Router router;
    router.add("POST", "/tts", engines::at_once([this, busy_for](const engines::Request&) {
                 return ++asked > busy_for
                            ? engines::Response{.body = "sound"}
                            : engines::Response{.status = 429,
                                                .headers = {{"Retry-After-Ms", "1"}}};
               }));
    engine.emplace(std::move(router));
  }

  Result<http::Response> ask() {
    const Send send = with_retries(
        [this](http::Request request) { return engine->client().send(std::move(request)); },
        [this](const http::Response&, std::chrono::milliseconds) { ++told; });
    return engine->wait(send(post("/tts", "text/plain", "hello")));
  }

  int asked = 0;
  int told = 0;
  std::optional<LocalEngine> engine;
};

TEST(WithRetries, AsksAgainUntilTheEngineHasTime) {
  BusyEngine engine{2};
  EXPECT_EQ(engine.ask()->body, "sound");
  EXPECT_EQ(engine.asked, 3);
  EXPECT_EQ(engine.told, 2);
}

TEST(WithRetries, ReturnsTheRefusalAfterTwo) {
  BusyEngine engine{100};
  EXPECT_EQ(engine.ask()->status, 429);
  EXPECT_EQ(engine.asked, 3);
}

}  // namespace
}  // namespace voicehub::engine
