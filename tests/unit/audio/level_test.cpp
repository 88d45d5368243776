#include "engines/audio/level.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/audio/sounds.hpp"

namespace voicehub::engines {
namespace {

using sounds::tone;
using testing::ElementsAre;
using testing::FloatEq;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLargest = std::numeric_limits<float>::max();

std::vector<float> normalized(std::vector<float> samples) {
  normalize_peak(samples);
  return samples;
}

std::vector<float> limited(std::vector<float> samples) {
  Limiter limiter{16'000};
  limiter.apply(samples);
  return samples;
}

TEST(Peak, IsTheLargestMagnitudeOfRealSamples) {
  EXPECT_EQ(peak({}), 0.0F);
  EXPECT_EQ(peak(std::vector{0.1F, -0.7F, 0.3F}), 0.7F);
  EXPECT_EQ(peak(std::vector{kNan, kInfinity, -kInfinity, 0.2F}), 0.2F);
}

TEST(Silence, IsWhatNobodyHears) {
  EXPECT_TRUE(is_silent({}));
  EXPECT_TRUE(is_silent(std::vector{0.0F, 0.0005F, -0.001F, kNan}));
  EXPECT_FALSE(is_silent(std::vector{0.0F, -0.002F, 0.0F}));
  EXPECT_TRUE(is_silent(std::vector{0.05F}, 0.1F));
}

TEST(NormalizePeak, BringsQuietAndLoudSoundToMinusOneDecibel) {
  EXPECT_NEAR(20 * std::log10(kPeakLevel), -1.0, 0.001);
  EXPECT_NEAR(peak(normalized(tone(440, 16'000, 1, 0.01F).samples)), kPeakLevel, 0.0001);
  EXPECT_NEAR(peak(normalized(tone(440, 16'000, 1, 1.0F).samples)), kPeakLevel, 0.0001);
  EXPECT_NEAR(peak(normalized(tone(440, 16'000, 1, 7.0F).samples)), kPeakLevel, 0.0001);
  EXPECT_THAT(normalized({0.1F, -0.2F}),
              ElementsAre(FloatEq(kPeakLevel / 2), FloatEq(-kPeakLevel)));
}

TEST(NormalizePeak, NeverAmplifiesSilence) {
  const std::vector<float> noise{0.0005F, -0.0004F, 0.0F};
  EXPECT_EQ(normalized(noise), noise);
  EXPECT_EQ(normalized({}), std::vector<float>{});
  EXPECT_EQ(normalized({0.0F, 0.0F}), (std::vector{0.0F, 0.0F}));
}

TEST(NormalizePeak, MakesSamplesOfEveryFloat) {
  EXPECT_THAT(normalized({kNan, kInfinity, -kInfinity, 0.5F}),
              ElementsAre(0.0F, 0.0F, 0.0F, FloatEq(kPeakLevel)));
  EXPECT_THAT(normalized({kLargest, -kLargest}),
              ElementsAre(FloatEq(kPeakLevel), FloatEq(-kPeakLevel)));
}

TEST(Limiter, LeavesSoundAloneThatIsNotTooLoud) {
  const std::vector<float> quiet = tone(440, 16'000, 1, 0.8F).samples;
  EXPECT_EQ(limited(quiet), quiet);
}

TEST(Limiter, HoldsLoudSoundAtMinusOneDecibel) {
  const std::vector<float> samples = limited(tone(440, 16'000, 1, 3.0F).samples);
  EXPECT_LE(peak(samples), kPeakLevel);
  EXPECT_GT(peak(samples), 0.95F * kPeakLevel);
}

TEST(Limiter, KeepsTheFormOfWhatItTurnsDown) {
  const Audio audio{.rate = 16'000, .samples = limited(tone(440, 16'000, 1, 3.0F).samples)};
  // A square wave, which cutting off would come near to, has the level of its peaks.
  EXPECT_LT(sounds::level_of(audio), 0.75 * kPeakLevel);
}

TEST(Limiter, LetsTheLevelReturnAfterAPeak) {
  std::vector<float> samples(16'000, 0.5F);
  samples.front() = 2.0F;
  samples = limited(samples);
  EXPECT_LT(samples.at(1), 0.3F);
  EXPECT_LT(samples.at(1'600), 0.45F);
  EXPECT_NEAR(samples.at(8'000), 0.5F, 0.005F);
}

TEST(Limiter, IsTheSameInPiecesAndAsAWhole) {
  std::vector<float> pieces = tone(440, 16'000, 1, 3.0F).samples;
  const std::vector<float> whole = limited(pieces);
  Limiter limiter{16'000};
  for (std::span<float> rest{pieces}; !rest.empty();) {
    const std::size_t size = std::min<std::size_t>(997, rest.size());
    limiter.apply(rest.first(size));
    rest = rest.subspan(size);
  }
  EXPECT_EQ(pieces, whole);
}

TEST(Limiter, MakesSamplesOfEveryFloat) {
  for (const float sample : limited({kNan, kInfinity, kLargest, -kInfinity, -kLargest, 0.5F})) {
    EXPECT_LE(std::abs(sample), kPeakLevel);
  }
  Limiter without_a_rate{0};
  std::vector<float> samples{2.0F, 2.0F};
  without_a_rate.apply(samples);
  EXPECT_LE(peak(samples), kPeakLevel);
}

}  // namespace
}  // namespace voicehub::engines
