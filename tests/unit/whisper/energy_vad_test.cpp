#include "engines/whisper/energy_vad.hpp"

#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/whisper/testdata.hpp"

namespace voicehub::engines::whisper {
namespace {

constexpr int kRate = 16000;
constexpr const char* kSpeech = "voice/speech/jfk.wav";
constexpr const char* kSilence = "voice/speech/wyoming/pysilero_silence.wav";

Audio noise(double seconds, double loudness) {
  std::mt19937 random{7};  // NOLINT(cert-msc51-cpp): the same noise each time
  std::normal_distribution<float> sample{0, static_cast<float>(loudness)};
  Audio audio{.rate = kRate, .samples = {}};
  audio.samples.resize(static_cast<std::size_t>(seconds * kRate));
  for (float& value : audio.samples) {
    value = sample(random);
  }
  return audio;
}

void add_tone(Audio& audio, double from, double to, double loudness = 0.3) {
  for (auto n = static_cast<std::size_t>(from * audio.rate);
       n < static_cast<std::size_t>(to * audio.rate);
       ++n) {
    const double angle = 2 * std::numbers::pi * 220 * static_cast<double>(n) / audio.rate;
    audio.samples[n] += static_cast<float>(loudness * std::sin(angle));
  }
}

void expect_spans(const std::vector<SpeechSpan>& found,
                  const std::vector<SpeechSpan>& expected,
                  double tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t n = 0; n < found.size(); ++n) {
    EXPECT_NEAR(found[n].start, expected[n].start, tolerance) << n;
    EXPECT_NEAR(found[n].end, expected[n].end, tolerance) << n;
  }
}

std::vector<SpeechSpan> spans_in(const Audio& audio, const EnergyVadOptions& options = {}) {
  return find_speech(audio, options).value();
}

TEST(EnergyVad, FindsTheSpokenPartsOfARealRecording) {
  VH_NEEDS_TESTDATA(kSpeech);
  expect_spans(spans_in(read_wav(testdata(kSpeech))),
               {{0.35, 2.24}, {3.30, 3.84}, {3.97, 4.42}, {5.41, 7.65}, {8.19, 10.53}},
               0.25);
}

TEST(EnergyVad, FindsNobodyInARecordedSilence) {
  VH_NEEDS_TESTDATA(kSilence);
  expect_spans(spans_in(read_wav(testdata(kSilence))), {}, 0);
}

TEST(EnergyVad, FindsNobodyInSilenceOrSteadyNoise) {
  expect_spans(
      spans_in({.rate = kRate, .samples = std::vector<float>(std::size_t{5} * kRate)}), {}, 0);
  expect_spans(
      spans_in({.rate = kRate, .samples = std::vector<float>(std::size_t{5} * kRate, 0.5F)}),
      {},
      0);
  for (const double loudness : {0.0001, 0.01, 0.3}) {
    expect_spans(spans_in(noise(10, loudness)), {}, 0);
  }
  Audio hum = noise(10, 0.001);
  add_tone(hum, 0, 10);
  expect_spans(spans_in(hum), {}, 0);
}

TEST(EnergyVad, PadsWhatItFinds) {
  Audio audio = noise(3, 0.001);
  add_tone(audio, 1, 1.5);
  expect_spans(spans_in(audio), {{0.97, 1.53}}, 0.021);
  expect_spans(spans_in(audio, {.padding = 0.2}), {{0.8, 1.7}}, 0.021);
  expect_spans(spans_in(audio, {.padding = 5}), {{0, 3}}, 1e-9);
}

TEST(EnergyVad, SharesAShortSilenceBetweenTwoPaddings) {
  Audio audio = noise(3, 0.001);
  add_tone(audio, 0.5, 1);
  add_tone(audio, 1.2, 2);
  const std::vector<SpeechSpan> found = spans_in(audio, {.padding = 0.3});
  expect_spans(found, {{0.2, 1.1}, {1.1, 2.3}}, 0.021);
  EXPECT_EQ(found[0].end, found[1].start);
}

TEST(EnergyVad, BridgesSilencesThatAreTooShort) {
  Audio audio = noise(3, 0.001);
  add_tone(audio, 1, 1.3);
  add_tone(audio, 1.36, 1.8);
  expect_spans(spans_in(audio), {{0.97, 1.83}}, 0.021);
  EXPECT_EQ(spans_in(audio, {.least_silence = 0.02}).size(), 2U);
}

TEST(EnergyVad, DropsSoundsThatAreTooShort) {
  Audio audio = noise(3, 0.001);
  add_tone(audio, 1, 1.15);
  expect_spans(spans_in(audio), {}, 0);
  expect_spans(spans_in(audio, {.least_speech = 0.1}), {{0.97, 1.18}}, 0.021);
}

TEST(EnergyVad, FollowsTheNoiseThroughALongRecording) {
  Audio audio = noise(120, 0.001);
  const Audio louder = noise(60, 0.05);
  std::ranges::copy(louder.samples, audio.samples.begin() + std::ssize(louder.samples));
  add_tone(audio, 20, 21, 0.05);
  add_tone(audio, 100, 101, 0.7);
  const std::vector<SpeechSpan> found = spans_in(audio);
  ASSERT_GE(found.size(), 2U);
  EXPECT_NEAR(found.front().start, 19.97, 0.021);
  EXPECT_NEAR(found.front().end, 21.03, 0.021);
  EXPECT_NEAR(found.back().start, 99.97, 0.021);
  EXPECT_NEAR(found.back().end, 101.03, 0.021);
}

TEST(EnergyVad, KeepsTimeAtRatesThatDoNotDivide) {
  Audio audio = noise(140, 0.001);
  audio.rate = 22050;  // so it lasts 101 s
  add_tone(audio, 95, 96);
  expect_spans(spans_in(audio), {{94.97, 96.03}}, 0.021);
}

TEST(EnergyVad, SurvivesRecordingsThatAreNone) {
  expect_spans(spans_in({}), {}, 0);
  expect_spans(spans_in({.rate = -1, .samples = std::vector<float>(100)}), {}, 0);
  expect_spans(spans_in({.rate = 99, .samples = std::vector<float>(100)}), {}, 0);
  expect_spans(spans_in({.rate = kRate, .samples = std::vector<float>(319, 1.0F)}), {}, 0);
  Audio audio = noise(2, 0.001);
  add_tone(audio, 1, 1.5);
  audio.samples[3] = std::numeric_limits<float>::quiet_NaN();
  audio.samples[20000] = std::numeric_limits<float>::infinity();
  expect_spans(spans_in(audio), {{0.97, 1.53}}, 0.021);
}

TEST(EnergyVad, GivesUpWhenItIsStopped) {
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(find_speech(noise(1, 0.1), {}, source.get_token()).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace voicehub::engines::whisper
