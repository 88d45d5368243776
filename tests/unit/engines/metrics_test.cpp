#include "engines/runtime/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(Metrics, CountRequestsByRouteAndStatus) {
  Metrics metrics;
  metrics.request_answered("/tts", 200, 20ms);
  metrics.request_answered("/tts", 200, 3s);
  metrics.request_answered("/tts", 429, 1ms);
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("# TYPE voicehub_requests_total counter\n"));
  EXPECT_THAT(text, HasSubstr("voicehub_requests_total{route=\"/tts\",code=\"200\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("voicehub_requests_total{route=\"/tts\",code=\"429\"} 1\n"));
}

TEST(Metrics, HaveBucketsThatHoldAllThatIsNotAboveTheirBound) {
  Metrics metrics;
  metrics.first_audio(5ms);
  metrics.first_audio(6ms);
  metrics.first_audio(60s);
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("voicehub_first_audio_seconds_bucket{le=\"0.0025\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("voicehub_first_audio_seconds_bucket{le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("voicehub_first_audio_seconds_bucket{le=\"30\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("voicehub_first_audio_seconds_bucket{le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("voicehub_first_audio_seconds_count 3\n"));
}

TEST(Metrics, AskGaugesWhenTheyAreRead) {
  Metrics metrics;
  double waiting = 1;
  metrics.add_gauge("voicehub_queue_depth", "Jobs that wait.", [&] { return waiting; });
  waiting = 7;
  EXPECT_THAT(metrics.text(), HasSubstr("# HELP voicehub_queue_depth Jobs that wait.\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("\nvoicehub_queue_depth 7\n"));
}

TEST(Metrics, RelateTheTimeOfWorkToTheSoundThatCameOfIt) {
  Metrics metrics;
  metrics.audio_done(10s, 1s);
  metrics.audio_done(0s, 1s);
  EXPECT_THAT(metrics.text(), HasSubstr("voicehub_real_time_factor_bucket{le=\"0.1\"} 1\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("voicehub_real_time_factor_count 1\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("voicehub_audio_seconds_total 10\n"));
}

TEST(Metrics, KnowTheMemoryOfTheProcess) {
  EXPECT_GT(resident_bytes(), 1e6);
}

}  // namespace
}  // namespace voicehub::engines
