#include "core/engine/load_report.hpp"

#include <numeric>

#include <gmock/gmock.h>

namespace voicehub::engine {
namespace {

using testing::ElementsAre;
using testing::Pair;
using Seconds = LoadSample::Seconds;

LoadSample spoken(double start, double total) {
  return {.start = Seconds{start},
          .status = 200,
          .ok = true,
          .first_audio = Seconds{total / 2},
          .total = Seconds{total},
          .audio = Seconds{4}};
}

TEST(Percentiles, AreByNearestRank) {
  std::vector<double> values(100);
  std::iota(values.rbegin(), values.rend(), 1.0);
  const auto found = percentiles(values);
  EXPECT_EQ(found->p50, 50);
  EXPECT_EQ(found->p90, 90);
  EXPECT_EQ(found->p99, 99);
  EXPECT_EQ(percentiles({7})->p50, 7);
  EXPECT_EQ(percentiles({7})->p99, 7);
  EXPECT_FALSE(percentiles({}));
}

TEST(Summarize, CountsWhatWasSaidAndWhatWasNot) {
  const LoadReport report =
      summarize({spoken(0, 1),
                 spoken(1, 1),
                 LoadSample{.start = Seconds{2}, .status = 429},
                 LoadSample{.start = Seconds{2}, .status = 503},
                 LoadSample{.start = Seconds{2}, .status = 500, .total = Seconds{2}},
                 LoadSample{.start = Seconds{2}}});
  EXPECT_EQ(report.requests, 6U);
  EXPECT_EQ(report.done, 2U);
  EXPECT_EQ(report.refused, 2U) << "busy, or still loading";
  EXPECT_EQ(report.failed, 2U) << "an error, and no answer at all";
  EXPECT_THAT(report.statuses,
              ElementsAre(Pair(0, 1), Pair(200, 2), Pair(429, 1), Pair(500, 1), Pair(503, 1)));
  EXPECT_EQ(report.elapsed, 4) << "until the last answer";
  EXPECT_EQ(report.requests_per_second, 0.5);
  EXPECT_EQ(report.audio_per_second, 2);
  EXPECT_EQ(report.latency->p50, 1) << "what failed quickly is no quick answer";
  EXPECT_EQ(report.first_audio->p50, 0.5);
  EXPECT_EQ(report.real_time_factor->p50, 0.25);
}

TEST(Summarize, OfNothingIsNothing) {
  const LoadReport report = summarize({});
  EXPECT_EQ(report.requests_per_second, 0);
  EXPECT_FALSE(report.latency);
}

Limit limit(const ProcessorUse& use, LoadReport report = {}, std::optional<double> depth = {}) {
  report.requests = 100;
  report.done = 100 - report.refused;
  return what_limits(report, use, depth).limit;
}

TEST(WhatLimits, IsTheQuotaWhenTheContainerHadToWaitForIt) {
  EXPECT_EQ(limit({.cores = 0.5, .quota = 1, .machine = 2, .periods = 100, .throttled = 40}),
            Limit::quota);
  EXPECT_EQ(limit({.cores = 0.95, .quota = 1, .machine = 2}), Limit::quota);
  EXPECT_EQ(limit({.cores = 0.5, .quota = 1, .machine = 2, .periods = 100, .throttled = 5}),
            Limit::model);
}

TEST(WhatLimits, IsTheMachineWhenAllOfItIsUsed) {
  EXPECT_EQ(limit({.cores = 1.9, .machine = 2}), Limit::machine);
  EXPECT_EQ(limit({.cores = 1.0, .machine = 2}), Limit::model);
}

TEST(WhatLimits, IsTheQueueWhenItRefusesOrHoldsRequests) {
  EXPECT_EQ(limit({}, {.refused = 2}), Limit::queue);
  EXPECT_EQ(limit({}, {.refused = 1}), Limit::model);
  EXPECT_EQ(limit({}, {}, 3), Limit::queue);
  EXPECT_EQ(limit({}, {}, 0), Limit::model);
}

TEST(WhatLimits, IsNotKnownWhenNothingWasAnswered) {
  EXPECT_EQ(what_limits({.requests = 5, .failed = 5}, std::nullopt, std::nullopt).limit,
            Limit::nothing);
}

TEST(WhatLimits, SaysByWhatItKnows) {
  LoadReport report{.requests = 10, .done = 10};
  const ProcessorUse use{.cores = 0.98, .quota = 1, .machine = 2, .periods = 100, .throttled = 93};
  EXPECT_EQ(what_limits(report, use, {}).reason,
            "used 0.98 of its 1 cores, throttled in 93 % of the periods");
  EXPECT_EQ(what_limits(report, {}, {}).reason,
            "nothing waited, and its use of the processor is not known");
}

TEST(QueueDepth, AddsUpTheGaugesOfWhatWaits) {
  EXPECT_EQ(queue_depth("# HELP queue_depth Jobs.\n# TYPE queue_depth gauge\n"
                        "voicehub_queue_depth 3\n"
                        "worker_queue_waiting{name=\"a b\"} 2 1700000000\n"),
            5);
  EXPECT_EQ(queue_depth("queue_depth_total 9\nqueue_size_max 16\nrequests_total 4\n"),
            std::nullopt);
  EXPECT_EQ(queue_depth(""), std::nullopt);
}

}  // namespace
}  // namespace voicehub::engine
