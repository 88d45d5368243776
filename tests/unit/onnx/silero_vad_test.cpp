#include "engines/vad/silero_vad.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/audio/resampler.hpp"
#include "tests/unit/onnx/fixtures.hpp"
#include "tests/unit/whisper/testdata.hpp"

namespace voicehub::engines {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using whisper::read_wav;
using whisper::SpeechSpan;
using whisper::testdata;

constexpr const char* kSpeech = "voice/speech/jfk.wav";
constexpr const char* kSilence = "voice/speech/wyoming/pysilero_silence.wav";

void expect_spoken_parts(const std::vector<SpeechSpan>& found, double tolerance = 0.1) {
  const std::vector<SpeechSpan> expected{
      {0.35, 2.24}, {3.30, 3.84}, {3.97, 4.42}, {5.41, 7.65}, {8.19, 10.53}};
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t n = 0; n < found.size(); ++n) {
    EXPECT_NEAR(found[n].start, expected[n].start, tolerance) << n;
    EXPECT_NEAR(found[n].end, expected[n].end, tolerance) << n;
  }
}

class SileroVersion : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] static std::string file() { return std::string{"voice/silero-vad/"} + GetParam(); }
};

TEST_P(SileroVersion, FindsTheSpokenPartsOfARealRecording) {
  VH_NEEDS_TESTDATA(kSpeech);
  VH_NEEDS_TESTDATA(file());
  const SileroVad vad = SileroVad::load(testdata(file())).value();
  // Version 3 ends the last sentence earlier.
  const double tolerance = file().contains("_v3_") ? 0.25 : 0.1;
  expect_spoken_parts(vad.find_speech(read_wav(testdata(kSpeech))).value(), tolerance);
}

TEST_P(SileroVersion, FindsNobodyInARecordedSilence) {
  VH_NEEDS_TESTDATA(kSilence);
  VH_NEEDS_TESTDATA(file());
  const SileroVad vad = SileroVad::load(testdata(file())).value();
  EXPECT_THAT(vad.find_speech(read_wav(testdata(kSilence))).value(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(OfFile,
                         SileroVersion,
                         testing::Values("silero_vad.onnx",
                                         "silero_vad_16k_op15.onnx",
                                         "silero_vad_op18_ifless.onnx",
                                         "silero_vad_half.onnx",
                                         "silero_vad_v6_faster-whisper.onnx",
                                         "silero_vad_v3_piper.onnx"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::ranges::replace_if(
                               name, [](char c) { return std::isalnum(c) == 0; }, '_');
                           return name;
                         });

TEST(SileroVad, HearsEveryRate) {
  constexpr const char* kVad = "voice/silero-vad/silero_vad.onnx";
  VH_NEEDS_TESTDATA(kSpeech);
  VH_NEEDS_TESTDATA(kVad);
  const SileroVad vad = SileroVad::load(testdata(kVad)).value();
  const Audio audio = resampled(read_wav(testdata(kSpeech)), 44100);
  expect_spoken_parts(vad.find_speech(audio).value());
}

TEST(SileroVad, RefusesAModelWithOtherInputs) {
  constexpr const char* kWhisper = "voice/synthetic/synth-whisper-encoder.onnx";
  VH_NEEDS_TESTDATA(kWhisper);
  const Result<SileroVad> vad = SileroVad::load(testdata(kWhisper));
  ASSERT_FALSE(vad);
  EXPECT_EQ(vad.error().code, ErrorCode::unsupported);
  EXPECT_THAT(vad.error().message, HasSubstr("its inputs are mel"));
}

TEST(SileroVad, StopsWhenItIsTold) {
  constexpr const char* kVad = "voice/silero-vad/silero_vad.onnx";
  VH_NEEDS_TESTDATA(kVad);
  const SileroVad vad = SileroVad::load(testdata(kVad)).value();
  std::stop_source source;
  source.request_stop();
  const auto found = vad.find_speech(silence(1), {}, source.get_token());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace voicehub::engines
