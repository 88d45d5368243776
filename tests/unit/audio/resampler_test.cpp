#include "engines/audio/resampler.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/audio/sounds.hpp"

namespace voicehub::engines {
namespace {

using sounds::tone;

std::vector<float> in_pieces(const Audio& audio, int rate, std::size_t piece) {
  auto resampler = Resampler::create(audio.rate, rate);
  std::vector<float> all;
  const auto append = [&](const std::vector<float>& samples) {
    all.insert(all.end(), samples.begin(), samples.end());
  };
  for (std::span<const float> rest{audio.samples}; !rest.empty();) {
    const std::size_t size = std::min(piece, rest.size());
    append(resampler->feed(rest.first(size)));
    rest = rest.subspan(size);
  }
  append(resampler->finish());
  return all;
}

TEST(Resampler, KeepsATonesFrequencyAndLevel) {
  for (const int from : {8'000, 16'000, 22'050, 44'100, 48'000}) {
    for (const int to : {8'000, 16'000, 22'050, 24'000, 48'000}) {
      const Audio audio = resampled(tone(440, from, 1), to);
      EXPECT_EQ(audio.rate, to);
      EXPECT_NEAR(sounds::frequency_of(audio), 440, 1) << from << " to " << to;
      EXPECT_NEAR(sounds::level_of(audio), 0.5 / std::sqrt(2.0), 0.002) << from << " to " << to;
    }
  }
}

TEST(Resampler, MakesExactlyTheSamplesThatTheRatesSay) {
  for (const std::size_t size : {1U, 2U, 100U, 12'345U, 22'050U}) {
    for (const int to : {8'000, 16'000, 22'050, 24'000, 44'100, 48'000}) {
      const Audio audio{.rate = 22'050, .samples = std::vector<float>(size, 0.1F)};
      const auto expected =
          static_cast<std::size_t>(std::llround(static_cast<double>(size) * to / 22'050.0));
      EXPECT_EQ(resampled(audio, to).samples.size(), expected) << size << " to " << to;
    }
  }
}

TEST(Resampler, LeavesOutWhatTheLowerRateCannotHold) {
  const Audio audio = resampled(tone(10'000, 48'000, 1), 16'000);
  EXPECT_LT(sounds::level_of(audio), 0.001);
}

TEST(Resampler, IsTheSameInPiecesAndAsAWhole) {
  const Audio audio = tone(440, 22'050, 1);
  const std::vector<float> whole = resampled(audio, 24'000).samples;
  for (const std::size_t piece : {1U, 997U, 5000U}) {
    EXPECT_EQ(in_pieces(audio, 24'000, piece), whole) << piece;
  }
}

TEST(Resampler, HoldsOnlySomeMillisecondsBack) {
  auto resampler = Resampler::create(22'050, 24'000);
  ASSERT_TRUE(resampler);
  constexpr std::size_t kMostHeldBack = 24'000 / 20;
  EXPECT_GT(resampler->feed(tone(440, 22'050, 0.5).samples).size() + kMostHeldBack, 12'000U);
}

TEST(Resampler, PassesSoundOfTheRightRateThrough) {
  const Audio audio = tone(440, 16'000, 0.1);
  EXPECT_EQ(resampled(audio, 16'000).samples, audio.samples);
}

TEST(Resampler, GivesNothingAfterItsEnd) {
  for (const int to : {16'000, 24'000}) {
    auto resampler = Resampler::create(16'000, to);
    ASSERT_TRUE(resampler);
    (void)resampler->feed(tone(440, 16'000, 0.1).samples);
    (void)resampler->finish();
    EXPECT_TRUE(resampler->feed(tone(440, 16'000, 0.1).samples).empty());
    EXPECT_TRUE(resampler->finish().empty());
  }
}

TEST(Resampler, MakesNothingOfNothing) {
  const Audio none{.rate = 16'000, .samples = {}};
  EXPECT_TRUE(resampled(none, 24'000).samples.empty());
}

TEST(Resampler, RefusesRatesThatNobodyHears) {
  for (const int rate : {-16'000, 0, 999, 384'001, std::numeric_limits<int>::max()}) {
    EXPECT_FALSE(Resampler::create(rate, 16'000)) << rate;
    const auto resampler = Resampler::create(16'000, rate);
    ASSERT_FALSE(resampler) << rate;
    EXPECT_EQ(resampler.error().message,
              "the sample rate to resample to is " + std::to_string(rate) + " Hz");
    EXPECT_EQ(resampler.error().hint, "it must be 1000 to 384000 Hz");
    EXPECT_TRUE(resampled(tone(440, 16'000, 0.1), rate).samples.empty()) << rate;
    EXPECT_TRUE(resampled({.rate = rate, .samples = {0.5F}}, 16'000).samples.empty()) << rate;
  }
}

}  // namespace
}  // namespace voicehub::engines
