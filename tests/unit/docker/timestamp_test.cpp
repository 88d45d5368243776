#include "core/docker/timestamp.hpp"

#include <gtest/gtest.h>

namespace voicehub::docker {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::system_clock;

TEST(ParseTimestamp, ReadsNanoseconds) {
  EXPECT_EQ(parse_timestamp("2026-11-20T16:49:08.871302428Z"),
            sys_days{2026y / 11 / 20} + 16h + 49min + 8s + 871302428ns);
  EXPECT_EQ(parse_timestamp("2026-11-20T16:49:08Z"), sys_days{2026y / 11 / 20} + 16h + 49min + 8s);
  EXPECT_EQ(parse_timestamp("2026-11-20T16:49:08.5Z"),
            sys_days{2026y / 11 / 20} + 16h + 49min + 8s + 500ms);
}

TEST(ParseTimestamp, ReadsOtherZones) {
  EXPECT_EQ(parse_timestamp("2026-11-20T01:00:00+02:30"), sys_days{2026y / 11 / 19} + 22h + 30min);
  EXPECT_EQ(parse_timestamp("2026-11-20T01:00:00-01:00"), sys_days{2026y / 11 / 20} + 2h);
}

TEST(ParseTimestamp, ReadsTheDaemonsNeverAsTheEpoch) {
  EXPECT_EQ(parse_timestamp("0001-01-01T00:00:00Z"), system_clock::time_point{});
}

TEST(ParseTimestamp, RefusesAnythingElse) {
  for (const char* const text : {"",
                                 "yesterday",
                                 "2026-11-20",
                                 "2026-11-20T16:49:08",
                                 "2026-13-20T16:49:08Z",
                                 "2026-11-20T16:49:08.Z",
                                 "2026-11-20T16:49:08Z ",
                                 "2026-1-20T16:49:08Z",
                                 "2026-11-20T-1:49:08Z"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace voicehub::docker
