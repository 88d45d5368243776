#include "core/engine/load_report.hpp"

#include <gtest/gtest.h>

namespace voicehub::engine {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

Sample answered(double milliseconds, double audio = 1, int status = 200) {
  return {.first_byte = Milliseconds{milliseconds / 2},
          .whole = Milliseconds{milliseconds},
          .audio_seconds = audio,
          .status = status};
}

TEST(Percentile, IsTheValueThatTheShareDoesNotExceed) {
  EXPECT_EQ(percentile({}, 0.5), 0);
  EXPECT_EQ(percentile({7}, 0.99), 7);
  EXPECT_EQ(percentile({4, 1, 3, 2}, 0.5), 2);
  EXPECT_EQ(percentile({4, 1, 3, 2}, 0.75), 3);
  EXPECT_EQ(percentile({4, 1, 3, 2}, 0.99), 4);
  EXPECT_EQ(percentile({4, 1, 3, 2}, 0), 1);
}

TEST(LoadReport, CountsAcceptedRequestsAndNotTheOthers) {
  const auto report = summarize({answered(100),
                                 answered(300),
                                 answered(9000, 0, 429),
                                 answered(1, 0, 500),
                                 answered(2, 0, 0)},
                                std::chrono::seconds{2});
  EXPECT_EQ(report.accepted, 2U);
  EXPECT_EQ(report.busy, 1U);
  EXPECT_EQ(report.failed, 2U) << "an error, and no answer at all";
  EXPECT_EQ(report.p99, 300) << "who is sent away waits for nothing";
  EXPECT_EQ(report.first_byte_p50, 50);
  EXPECT_EQ(report.requests_per_second, 1);
  EXPECT_EQ(report.audio_per_second, 1);
  EXPECT_DOUBLE_EQ(report.real_time_factor, 0.1) << "100 ms for a second of sound";
}

TEST(LoadReport, OfNothingIsZero) {
  const auto report = summarize({}, std::chrono::seconds{0});
  EXPECT_EQ(report.accepted, 0U);
  EXPECT_EQ(report.requests_per_second, 0);
}

TEST(LoadReport, SaysWhatKeepsTheEngineFromDoingMore) {
  LoadReport report{.accepted = 10};
  EXPECT_EQ(limit_of(report, 0.9, 1.0), "CPU quota");
  EXPECT_EQ(limit_of(report, 0.9, 2.0), "model");
  EXPECT_EQ(limit_of(report, {}, 2.0), "model");
  report.busy = 1;
  EXPECT_EQ(limit_of(report, 2.0, 2.0), "queue");
}

}  // namespace
}  // namespace voicehub::engine
