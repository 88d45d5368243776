#include "core/base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::log {
namespace {

TEST(Log, KnowsItsLevelsAndTakesAnythingElseAsOff) {
  EXPECT_EQ(parse_level("debug"), Level::debug);
  EXPECT_EQ(parse_level("info"), Level::info);
  EXPECT_EQ(parse_level(""), Level::off);
  EXPECT_EQ(parse_level("1"), Level::off);
}

TEST(Log, WritesOneLineWithItsLevelToStandardError) {
  testing::internal::CaptureStderr();
  write(Level::info, "GET /_ping: 200 in 1 ms");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::EndsWith(" info GET /_ping: 200 in 1 ms\n"));
}

}  // namespace
}  // namespace voicehub::log
