#include "engines/whisper_onnx/speech_clips.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/whisper_onnx/estimated_words.hpp"

namespace voicehub::engines::whisper {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

MATCHER_P2(Lies, start, end, "") {
  return std::abs(arg.start - start) < 1e-6 && std::abs(arg.end - end) < 1e-6;
}

std::vector<SpeechSpan> clips(const std::vector<SpeechSpan>& speech, double duration) {
  return clips_of(speech, duration, {.least_silence = 2, .padding = 0.5});
}

TEST(SpeechClips, KeepShortSilencesAndLeaveLongOnesOut) {
  EXPECT_THAT(clips({{1, 2}, {3.9, 5}, {8, 9}}, 20), ElementsAre(Lies(.5, 5.5), Lies(7.5, 9.5)));
}

TEST(SpeechClips, StayWithinTheRecording) {
  EXPECT_THAT(clips({{0.2, 1.9}}, 2), ElementsAre(Lies(0, 2)));
  EXPECT_THAT(clips({}, 2), IsEmpty());
}

TEST(SpeechClips, AreCutOut) {
  const Audio audio{.rate = 10, .samples = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}};
  const std::vector<SpeechSpan> two{{0.1, 0.3}, {0.8, 1.5}};
  const Audio result = cut(audio, two);
  EXPECT_EQ(result.rate, 10);
  EXPECT_THAT(result.samples, ElementsAre(1, 2, 8, 9));
}

TEST(SpeechClips, TellWhereAMomentLiesInTheRecording) {
  const std::vector<SpeechSpan> two{{1, 3}, {10, 11}};
  EXPECT_DOUBLE_EQ(in_recording(0, two, Edge::start), 1);
  EXPECT_DOUBLE_EQ(in_recording(1.5, two, Edge::end), 2.5);
  EXPECT_DOUBLE_EQ(in_recording(2, two, Edge::end), 3);
  EXPECT_DOUBLE_EQ(in_recording(2, two, Edge::start), 10);
  EXPECT_DOUBLE_EQ(in_recording(2.5, two, Edge::end), 10.5);
  EXPECT_DOUBLE_EQ(in_recording(9, two, Edge::end), 11);
}

TEST(EstimatedWords, HaveTimeByTheirLength) {
  const std::vector<Word> words =
      estimated_words({.start = 10, .end = 20, .text = " Ja, für  Ela", .words = {}, .tokens = {}});
  ASSERT_EQ(words.size(), 3U);
  EXPECT_EQ(words[0].text, "Ja,");
  EXPECT_EQ(words[1].text, "für");
  EXPECT_EQ(words[2].text, "Ela");
  EXPECT_NEAR(words[0].start, 10, 1e-6);
  EXPECT_NEAR(words[0].end, 10 + 10.0 * 3 / 11, 1e-6);
  EXPECT_NEAR(words[1].start, 10 + 10.0 * 4 / 11, 1e-6);
  EXPECT_NEAR(words[2].end, 20, 1e-6);
}

TEST(EstimatedWords, OfNothingAreNone) {
  EXPECT_THAT(estimated_words({.start = 1, .end = 2, .text = " ", .words = {}, .tokens = {}}),
              IsEmpty());
}

}  // namespace
}  // namespace voicehub::engines::whisper
