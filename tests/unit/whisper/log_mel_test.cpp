#include "engines/whisper/log_mel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

#include "engines/whisper/fourier.hpp"
#include "engines/whisper/mel_filters.hpp"
#include "tests/unit/whisper/testdata.hpp"

namespace voicehub::engines::whisper {
namespace {

constexpr const char* kFilters = "voice/whisper-assets/mel_filters.npz";
constexpr const char* kSpeech = "voice/speech/jfk.wav";
constexpr const char* kGolden = "voice/synthetic/jfk_logmel_80x3000.f32.npy";

Audio tone(double hertz, std::size_t samples) {
  Audio audio{.rate = kSampleRate, .samples = {}};
  for (std::size_t n = 0; n < samples; ++n) {
    const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(n) / kSampleRate;
    audio.samples.push_back(static_cast<float>(0.5 * std::sin(angle)));
  }
  return audio;
}

TEST(Fourier, IsTheSumThatDefinesIt) {
  Fourier400::Values in{};
  for (std::size_t n = 0; n < in.size(); ++n) {
    in[n] = {std::sin(static_cast<double>(n * n)), std::cos(3.0 * static_cast<double>(n))};
  }
  Fourier400::Values out{};
  Fourier400{}.transform(in, out);
  for (const std::size_t k : {0U, 1U, 7U, 100U, 199U, 200U, 399U}) {
    Complex expected;
    for (std::size_t n = 0; n < in.size(); ++n) {
      const double angle = -2 * std::numbers::pi * static_cast<double>(k * n % 400) / 400;
      expected.re += in[n].re * std::cos(angle) - in[n].im * std::sin(angle);
      expected.im += in[n].re * std::sin(angle) + in[n].im * std::cos(angle);
    }
    EXPECT_NEAR(out[k].re, expected.re, 1e-10) << k;
    EXPECT_NEAR(out[k].im, expected.im, 1e-10) << k;
  }
}

double weight_of(const MelFilter& filter, std::size_t k) {
  const bool inside = k >= filter.first && k < filter.first + filter.weights.size();
  return inside ? filter.weights[k - filter.first] : 0;
}

void expect_filters(const std::vector<MelFilter>& filters, const Matrix& expected) {
  ASSERT_EQ(filters.size(), expected.rows);
  double worst = 0;
  for (std::size_t row = 0; row < expected.rows; ++row) {
    for (std::size_t k = 0; k < expected.columns; ++k) {
      worst = std::max(worst, std::abs(weight_of(filters[row], k) - expected.at(row, k)));
    }
  }
  EXPECT_LE(worst, 1e-8);
}

TEST(MelFilters, AreThoseThatWhisperWasTrainedWith) {
  VH_NEEDS_TESTDATA(kFilters);
  const std::string archive = read_bytes(testdata(kFilters));
  expect_filters(mel_filters(80), parse_npy(unzip(archive, "mel_80.npy")));
  expect_filters(mel_filters(128), parse_npy(unzip(archive, "mel_128.npy")));
}

TEST(LogMel, EqualsTheReferenceForRealSpeech) {
  VH_NEEDS_TESTDATA(kSpeech);
  VH_NEEDS_TESTDATA(kGolden);
  const Matrix golden = parse_npy(read_bytes(testdata(kGolden)));
  ASSERT_EQ(golden.rows, 80U);
  ASSERT_EQ(golden.columns, 3000U);
  const auto mel = LogMel::of(read_wav(testdata(kSpeech)), 80);
  ASSERT_TRUE(mel);
  EXPECT_EQ(mel->frames(), 1100);
  const std::vector<float> window = mel->window(0);
  float worst = 0;
  for (std::size_t bin = 0; bin < 80; ++bin) {
    for (std::size_t frame = 0; frame < 3000; ++frame) {
      worst = std::max(worst, std::abs(window[bin * 3000 + frame] - golden.at(bin, frame)));
    }
  }
  EXPECT_LE(worst, 1e-4F);
}

TEST(LogMel, HearsAToneInTheBinOfItsFrequency) {
  const auto mel = LogMel::of(tone(440, 16000), 128);
  ASSERT_TRUE(mel);
  const std::vector<float> window = mel->window(0);
  std::size_t loudest = 0;
  for (std::size_t bin = 0; bin < 128; ++bin) {
    loudest = window[bin * 3000 + 50] > window[loudest * 3000 + 50] ? bin : loudest;
  }
  const MelFilter filter = mel_filters(128)[loudest];
  EXPECT_LE(static_cast<double>(filter.first) * 40, 440);
  EXPECT_GE(static_cast<double>(filter.first + filter.weights.size() - 1) * 40, 440);
}

TEST(LogMel, MovesItsWindowAlongTheRecordingAndEndsInSilence) {
  const auto mel = LogMel::of(tone(1000, 20000), 80);
  ASSERT_TRUE(mel);
  EXPECT_EQ(mel->frames(), 125);
  const std::vector<float> start = mel->window(0);
  const std::vector<float> later = mel->window(100);
  EXPECT_EQ(later[79 * 3000 + 3], start[79 * 3000 + 103]);
  EXPECT_EQ(later[30], start[130]);
  EXPECT_EQ(later.back(), start.back());
  EXPECT_EQ(mel->window(1'000'000), std::vector<float>(std::size_t{80} * 3000, start.back()));
  EXPECT_EQ(mel->window(std::numeric_limits<int>::max()).size(), std::size_t{80} * 3000);
  EXPECT_EQ(mel->window(-10)[15], start[5]);
  EXPECT_EQ(mel->window(-10)[9], start.back());
}

TEST(LogMel, OfNothingIsSilence) {
  for (const std::size_t samples : {0U, 1U, 159U, 16000U}) {
    const auto mel = LogMel::of({.rate = kSampleRate, .samples = std::vector<float>(samples)}, 80);
    ASSERT_TRUE(mel);
    EXPECT_EQ(mel->frames(), static_cast<int>(samples / 160));
    EXPECT_EQ(mel->window(0), std::vector<float>(std::size_t{80} * 3000, -1.5F));
  }
}

TEST(LogMel, TakesSamplesThatAreNoNumbersForSilence) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  Audio audio = tone(300, 4000);
  audio.samples[7] = 0;
  audio.samples[8] = 0;
  const auto clean = LogMel::of(audio, 80);
  audio.samples[7] = kNan;
  audio.samples[8] = -kInfinity;
  const auto broken = LogMel::of(audio, 80);
  ASSERT_TRUE(clean && broken);
  EXPECT_EQ(clean->window(0), broken->window(0));
  audio.samples[7] = std::numeric_limits<float>::max();
  for (const float value : LogMel::of(audio, 80)->window(0)) {
    ASSERT_TRUE(std::isfinite(value));
  }
}

TEST(LogMel, RefusesOtherRatesAndNumbersOfBins) {
  EXPECT_EQ(LogMel::of({.rate = 44100, .samples = {}}, 80).error().message, "sound at 44100 Hz");
  EXPECT_EQ(LogMel::of({.rate = 0, .samples = {}}, 80).error().code, ErrorCode::unsupported);
  EXPECT_EQ(LogMel::of({.rate = kSampleRate, .samples = {}}, 0).error().message,
            "a Whisper model with 0 mel bins");
}

TEST(LogMel, GivesUpWhenItIsAskedToStop) {
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(LogMel::of(tone(440, 16000), 80, source.get_token()).error().code,
            ErrorCode::cancelled);
}

}  // namespace
}  // namespace voicehub::engines::whisper
