#include "engines/audio/likely_duration.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/audio/sounds.hpp"

namespace voicehub::engines {
namespace {

using sounds::encoded;
using sounds::tone;

TEST(LikelyDuration, IsThatOfTheSoundInWhatPeopleSendMost) {
  for (const int rate : {16'000, 24'000, 48'000}) {
    for (const double seconds : {2.0, 30.0}) {
      const Audio sound = tone(440, rate, seconds);
      for (const AudioFormat format :
           {AudioFormat::wav, AudioFormat::mp3, AudioFormat::flac, AudioFormat::opus}) {
        const std::string file = encoded(sound, format, {.samples = sound.samples.size()});
        EXPECT_NEAR(likely_duration(file).count(), seconds, 0.03 * seconds + 0.1)
            << static_cast<int>(format) << " at " << rate;
      }
    }
  }
}

TEST(LikelyDuration, IsByTheBytesOfWhatDoesNotTell) {
  EXPECT_NEAR(likely_duration(std::string(60'000, 'x')).count(), 10, 0.1);
  EXPECT_EQ(likely_duration({}).count(), 0);
}

TEST(LikelyDuration, ReadsNothingBehindTheEndOfAHeaderThatIsCutOff) {
  const Audio sound = tone(440, 16'000, 1);
  for (const AudioFormat format :
       {AudioFormat::wav, AudioFormat::mp3, AudioFormat::flac, AudioFormat::opus}) {
    const std::string file = encoded(sound, format);
    for (std::size_t size = 0; size < 80; ++size) {
      EXPECT_GE(likely_duration(std::string_view{file}.substr(0, size)).count(), 0);
    }
  }
}

TEST(LikelyDuration, SkipsTheTagsOfAnMp3File) {
  const std::string sound = encoded(tone(440, 16'000, 10), AudioFormat::mp3);
  const std::string tag = std::string{"ID3\x04\0\0\0\0\x02\0", 10} + std::string(256, '\0');
  EXPECT_NEAR(likely_duration(tag + sound).count(), 10, 0.3);
  EXPECT_GE(likely_duration(tag).count(), 0) << "a tag and nothing else";
}

}  // namespace
}  // namespace voicehub::engines
