#include "core/base/log.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::log {
namespace {

TEST(Log, WritesOneLineToStandardError) {
  testing::internal::CaptureStderr();
  write("GET /_ping: 200 in 1 ms");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::MatchesRegex("[0-9:.]+ GET /_ping: 200 in 1 ms\n"));
}

TEST(Log, IsOffUnlessItIsAskedFor) {
  ASSERT_EQ(std::getenv("VOICEHUB_LOG"), nullptr);
  testing::internal::CaptureStderr();
  debug("{}", "not to be seen");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace voicehub::log
