#include "core/engine/retry.hpp"

#include <gtest/gtest.h>

namespace voicehub::engine {
namespace {

using namespace std::chrono_literals;

http::Response busy(int status, http::Headers headers = {}) {
  return {.status = status, .headers = std::move(headers), .body = {}};
}

TEST(RetryDelay, IsOnlyForEnginesThatAreBusyOrLoading) {
  EXPECT_FALSE(retry_delay(busy(200), 0));
  EXPECT_FALSE(retry_delay(busy(400), 0));
  EXPECT_FALSE(retry_delay(busy(500), 0));
  EXPECT_TRUE(retry_delay(busy(429), 0));
  EXPECT_TRUE(retry_delay(busy(503), 0));
}

TEST(RetryDelay, IsWhatTheEngineSaysElseItGrows) {
  EXPECT_EQ(retry_delay(busy(429, {{"Retry-After", "3"}}), 0), 3s);
  EXPECT_EQ(retry_delay(busy(429, {{"retry-after-ms", "250"}, {"Retry-After", "3"}}), 0), 250ms);
  EXPECT_EQ(retry_delay(busy(503), 0), 500ms);
  EXPECT_EQ(retry_delay(busy(503), 1), 1s);
}

TEST(RetryDelay, EndsAfterTwoMoreTries) {
  EXPECT_FALSE(retry_delay(busy(429), kRetries));
}

}  // namespace
}  // namespace voicehub::engine
