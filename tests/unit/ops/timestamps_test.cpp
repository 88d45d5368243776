#include "core/ops/timestamps.hpp"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(ParseTimestamp, ReadsWhatTheDaemonWrites) {
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:01Z"), kSecond);
  EXPECT_EQ(parse_timestamp("2025-01-02T03:04:05.000000007Z"), 1735787045 * kSecond + 7);
  EXPECT_EQ(parse_timestamp("2025-01-02T03:04:05.5Z"), 1735787045 * kSecond + kSecond / 2);
  EXPECT_EQ(parse_timestamp("2025-01-02T05:04:05+02:00"), 1735787045 * kSecond);
  EXPECT_EQ(parse_timestamp("2025-01-01T21:34:05-0530"), 1735787045 * kSecond);
}

TEST(ParseTimestamp, RefusesWhatIsNotATimestamp) {
  for (const char* text : {"",
                           "2025-01-02",
                           "2025-01-02T03:04:05",
                           "2025-13-02T03:04:05Z",
                           "2025-02-30T03:04:05Z",
                           "2025-01-02T24:00:00Z",
                           "2025-01-02T03:04:05.Z",
                           "2025-01-02T03:04:05Zulu",
                           "INFO: 10.0.0.1 - GET /health",
                           "-025-01-02"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
}

TEST(ApiTime, HasNineDigitsOfFraction) {
  EXPECT_EQ(api_time(1735787045 * kSecond + 7), "1735787045.000000007");
}

TEST(ParsePointInTime, TakesHowLongAgo) {
  const std::chrono::system_clock::time_point now{10'000s};
  EXPECT_EQ(*parse_point_in_time("45s", now), 9955 * kSecond);
  EXPECT_EQ(*parse_point_in_time("1h30m", now), 4600 * kSecond);
}

TEST(ParsePointInTime, TakesDatesInTheLocalTimeZone) {
  setenv("TZ", "UTC-2", 1);  // POSIX counts westwards: two hours east
  tzset();
  EXPECT_EQ(*parse_point_in_time("2025-01-02T05:04:05", {}), 1735787045 * kSecond);
  EXPECT_EQ(*parse_point_in_time("2025-01-02", {}), 1735768800 * kSecond);
  EXPECT_EQ(*parse_point_in_time("2025-01-02T03:04:05Z", {}), 1735787045 * kSecond);
  EXPECT_EQ(*parse_point_in_time("1735787045", {}), 1735787045 * kSecond);
}

TEST(ParsePointInTime, SaysWhatItTakes) {
  for (const char* text : {"", "yesterday", "10x", "-5m", "m", "2025-1-2", "99999999999999"}) {
    const auto point = parse_point_in_time(text, {});
    ASSERT_FALSE(point) << text;
    EXPECT_EQ(point.error().code, ErrorCode::usage);
    EXPECT_EQ(point.error().message, std::string{"'"} + text + "' is not a point in time");
  }
}

}  // namespace
}  // namespace voicehub::ops
