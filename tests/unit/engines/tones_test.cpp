#include "engines/debug-tts/tones.hpp"

#include <gtest/gtest.h>

#include "tests/support/tone_reader.hpp"

namespace voicehub::engines::debug_tts {
namespace {

using support::read_tones;

TEST(Tones, CanBeReadBackAsTheText) {
  EXPECT_EQ(read_tones(tones("Hello, world!")), "Hello, world!");
}

TEST(Tones, SpellOutWhatIsNotAsciiByteByByte) {
  EXPECT_EQ(read_tones(tones("né 音")), "né 音");
}

TEST(Tones, HaveEightyMillisecondsPerCharacter) {
  EXPECT_EQ(tones("").size(), 0U);
  EXPECT_EQ(tones("abc").size(), 3 * 2 * 24000 * 80 / 1000);
}

TEST(Tones, AreShorterAndNotHigherAtHigherSpeed) {
  EXPECT_EQ(tones("abc", 2.0).size(), tones("abc").size() / 2);
  EXPECT_EQ(read_tones(tones("fast", 4.0), 4.0), "fast");
  EXPECT_EQ(read_tones(tones("slow", 0.25), 0.25), "slow");
}

}  // namespace
}  // namespace voicehub::engines::debug_tts
