#include "core/ops/timestamps.hpp"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kMoment{1735787045s};  // 2025-01-02T03:04:05Z

TEST(ApiTime, HasNineDigitsOfFraction) {
  EXPECT_EQ(api_time(kMoment + 7ns), "1735787045.000000007");
  EXPECT_EQ(api_time(kMoment + 678ms), "1735787045.678000000");
}

TEST(ParsePointInTime, TakesHowLongAgo) {
  EXPECT_EQ(*parse_point_in_time("45s", kMoment), kMoment - 45s);
  EXPECT_EQ(*parse_point_in_time("1h30m", kMoment), kMoment - 90min);
  EXPECT_EQ(*parse_point_in_time("2d", kMoment), kMoment - 48h);
  EXPECT_EQ(*parse_point_in_time("0s", kMoment), kMoment);
}

TEST(ParsePointInTime, TakesDates) {
  EXPECT_EQ(*parse_point_in_time("2025-01-02T03:04:05Z", {}), kMoment);
  EXPECT_EQ(*parse_point_in_time("2025-01-02T05:04:05+02:00", {}), kMoment);
  EXPECT_EQ(*parse_point_in_time("1735787045", {}), kMoment);
}

TEST(ParsePointInTime, TakesDatesWithoutAZoneAsLocal) {
  setenv("TZ", "TWO-2", 1);  // POSIX counts westwards: two hours east of Greenwich
  tzset();
  EXPECT_EQ(*parse_point_in_time("2025-01-02T05:04:05", {}), kMoment);
  EXPECT_EQ(*parse_point_in_time("2025-01-02", {}), TimePoint{1735768800s});
}

TEST(ParsePointInTime, SaysWhatItTakes) {
  for (const char* text : {"",
                           "yesterday",
                           "10x",
                           "-5m",
                           "m",
                           "5m-3s",
                           "2025-1-2",
                           "2025-01-02T",
                           "9999999d",
                           "99999999999",
                           "99999999999999999999s"}) {
    const auto point = parse_point_in_time(text, kMoment);
    ASSERT_FALSE(point) << text;
    EXPECT_EQ(point.error().code, ErrorCode::usage);
    EXPECT_EQ(point.error().message, std::string{"'"} + text + "' is not a point in time");
  }
}

}  // namespace
}  // namespace voicehub::ops
