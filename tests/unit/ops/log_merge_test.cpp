#include "core/ops/log_merge.hpp"

#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

using namespace std::chrono_literals;
using Time = LogMerge::Time;

LogLine line(int second, std::string text) {
  return {.time = TimePoint{std::chrono::seconds{second}}, .text = std::move(text)};
}

std::string taken(LogMerge& merge, Time now) {
  std::string text;
  for (const LogLine& next : merge.take(now)) {
    text += next.text;
  }
  return text;
}

TEST(LogMerge, WaitsForEverySourceWithoutAWindow) {
  LogMerge merge{std::nullopt};
  const auto first = merge.open();
  const auto second = merge.open();
  merge.add(first, line(10, "a"), Time{});
  merge.add(first, line(30, "c"), Time{});
  EXPECT_EQ(taken(merge, Time{1h}), "");
  EXPECT_EQ(merge.due(), std::nullopt);
  merge.add(second, line(20, "b"), Time{});
  EXPECT_EQ(taken(merge, Time{}), "ab");
  merge.close(second);
  EXPECT_EQ(taken(merge, Time{}), "c");
}

TEST(LogMerge, PassesTheLinesOfASingleSourceOnAtOnce) {
  LogMerge merge{100ms};
  const auto only = merge.open();
  merge.add(only, line(20, "a"), Time{});
  merge.add(only, line(10, "b"), Time{});
  EXPECT_EQ(taken(merge, Time{}), "ab");
}

TEST(LogMerge, HoldsALineForTheWindowWhileOthersAreSilent) {
  LogMerge merge{100ms};
  const auto busy = merge.open();
  const auto silent = merge.open();
  merge.add(busy, line(10, "a"), Time{});
  EXPECT_EQ(taken(merge, Time{99ms}), "");
  EXPECT_EQ(merge.due(), Time{100ms});
  merge.add(silent, line(5, "b"), Time{99ms});
  EXPECT_EQ(taken(merge, Time{99ms}), "b");
  EXPECT_EQ(taken(merge, Time{100ms}), "a");
  EXPECT_EQ(merge.due(), std::nullopt);
}

TEST(LogMerge, TakesNewSourcesInWhileItRuns) {
  LogMerge merge{100ms};
  const auto first = merge.open();
  merge.add(first, line(1, "a"), Time{});
  EXPECT_EQ(taken(merge, Time{}), "a");
  const auto second = merge.open();
  merge.add(second, line(2, "b"), Time{});
  merge.close(first);
  EXPECT_EQ(taken(merge, Time{}), "b");
}

}  // namespace
}  // namespace voicehub::ops
