#include "core/engine/sound_meter.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "engines/audio/encoder.hpp"

namespace voicehub::engine {
namespace {

constexpr int kRate = 24'000;

// Two seconds of a tone.
std::string encoded(engines::AudioFormat format) {
  std::vector<float> samples(std::size_t{2} * kRate);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = 0.5F * std::sin(0.1F * static_cast<float>(i));
  }
  auto encoder = engines::Encoder::create(format, kRate);
  std::string file = (*encoder)->feed(samples);
  return file + (*encoder)->finish();
}

TEST(SoundMeter, KnowsHowLongAFileSoundsHoweverItComes) {
  for (const char* name : {"wav", "mp3", "opus", "aac", "pcm"}) {
    const std::string file = encoded(*engines::parse_audio_format(name));
    for (const std::size_t size : {std::size_t{1}, std::size_t{1000}, file.size()}) {
      SoundMeter meter{name};
      for (std::size_t at = 0; at < file.size(); at += size) {
        meter.add(std::string_view{file}.substr(at, size));
      }
      EXPECT_EQ(meter.format(), name);
      EXPECT_EQ(meter.bytes(), file.size());
      ASSERT_TRUE(meter.duration()) << name;
      EXPECT_NEAR(meter.duration()->count(), 2.0, 0.15) << name << " in pieces of " << size;
    }
  }
}

TEST(SoundMeter, SeesWhatAnEngineHasSentInsteadOfWhatItWasAskedFor) {
  SoundMeter meter{"mp3"};
  meter.add(encoded(engines::AudioFormat::wav));
  EXPECT_EQ(meter.format(), "wav");
}

TEST(SoundMeter, SaysNothingOfWhatIsNoSound) {
  SoundMeter meter{"wav"};
  meter.add("<html>502 Bad Gateway</html>");
  EXPECT_EQ(meter.format(), "");
  EXPECT_FALSE(meter.duration());
}

}  // namespace
}  // namespace voicehub::engine
