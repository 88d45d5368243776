#include "engines/vad/speech_runs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using whisper::SpeechSpan;

constexpr double kWindow = 0.1;
constexpr SpeechLimits kBare{.least_silence = 0.15, .padding = 0};

MATCHER_P2(Lies, start, end, "") {
  return std::abs(arg.start - start) < 1e-6 && std::abs(arg.end - end) < 1e-6;
}

std::vector<SpeechSpan> runs(const std::vector<float>& probabilities,
                             const SpeechLimits& limits = kBare) {
  const double duration = static_cast<double>(probabilities.size()) * kWindow;
  return speech_runs(probabilities, kWindow, duration, limits);
}

TEST(SpeechRuns, BeginAtTheThresholdAndEndBelowALowerOne) {
  EXPECT_THAT(runs({0, .49F, .5F, .4F, .36F, .9F, .34F, .4F, 0, 0}), ElementsAre(Lies(.2, .6)));
}

TEST(SpeechRuns, BridgeASilenceThatIsTooShort) {
  EXPECT_THAT(runs({1, 1, 1, 0, 1, 1, 1, 0, 0, 0}), ElementsAre(Lies(0, .7)));
}

TEST(SpeechRuns, AreLongerThanAClick) {
  EXPECT_THAT(runs({0, 1, 1, 0, 0, 0}), IsEmpty());
}

TEST(SpeechRuns, LastToTheEndOfTheRecording) {
  EXPECT_THAT(speech_runs(std::vector<float>{0, 1, 1, 1, 1}, kWindow, 0.45, kBare),
              ElementsAre(Lies(.1, .45)));
}

TEST(SpeechRuns, ArePaddedByHalfOfAShortSilenceAtMost) {
  const std::vector<float> two{0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0};
  EXPECT_THAT(runs(two, {.least_silence = 0.15, .padding = .05}),
              ElementsAre(Lies(.25, .65), Lies(.75, 1.15)));
  EXPECT_THAT(runs(two, {.least_silence = 0.15, .padding = .5}),
              ElementsAre(Lies(0, .7), Lies(.7, 1.5)));
}

TEST(SpeechRuns, OfNothingAreNone) {
  EXPECT_THAT(runs({}), IsEmpty());
}

}  // namespace
}  // namespace voicehub::engines
