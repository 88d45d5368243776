#include "core/engine/sound_meter.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "engines/audio/encoder.hpp"
#include "engines/runtime/wav_file.hpp"

namespace voicehub::engine {
namespace {

using engines::AudioFormat;

constexpr int kRate = 24000;

// Two seconds of a tone, as an engine of ours would send them.
std::string tone(AudioFormat format, std::optional<std::size_t> told_samples = std::nullopt) {
  std::vector<float> samples(std::size_t{2} * kRate);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = 0.5F * std::sin(2.0F * std::numbers::pi_v<float> * 440.0F * static_cast<float>(i) /
                                 static_cast<float>(kRate));
  }
  const auto encoder = engines::Encoder::create(format, kRate, {.samples = told_samples});
  std::string file = (*encoder)->feed(samples);
  return file + (*encoder)->finish();
}

SoundMeter measured(const std::string& file, const std::string& asked, std::size_t piece) {
  SoundMeter meter{asked};
  for (std::size_t at = 0; at < file.size(); at += piece) {
    meter.add(std::string_view{file}.substr(at, piece));
  }
  return meter;
}

double seconds(const SoundMeter& meter) {
  return meter.duration().value_or(SoundMeter::Seconds{-1}).count();
}

struct Case {
  AudioFormat format;
  const char* name;
  double tolerance;  // seconds: mp3, aac and opus fill their last frame, and have a lead-in
};

class SoundMeterOf : public testing::TestWithParam<Case> {};

TEST_P(SoundMeterOf, CountsTheSecondsHoweverTheBytesAreCut) {
  const auto [format, name, tolerance] = GetParam();
  const std::string file = tone(format, std::size_t{2} * kRate);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, file.size()}) {
    const SoundMeter meter = measured(file, name, piece);
    EXPECT_EQ(meter.format(), name) << piece;
    EXPECT_NEAR(seconds(meter), 2.0, tolerance) << piece;
    EXPECT_EQ(meter.bytes(), file.size());
    EXPECT_TRUE(meter.has_sound());
  }
}

INSTANTIATE_TEST_SUITE_P(EveryFormat,
                         SoundMeterOf,
                         testing::Values(Case{AudioFormat::wav, "wav", 0.0001},
                                         Case{AudioFormat::pcm, "pcm", 0.0001},
                                         Case{AudioFormat::flac, "flac", 0.0001},
                                         Case{AudioFormat::mp3, "mp3", 0.15},
                                         Case{AudioFormat::aac, "aac", 0.15},
                                         Case{AudioFormat::opus, "opus", 0.05}),
                         [](const auto& format) { return std::string{format.param.name}; });

TEST(SoundMeter, KnowsAWavThatWasSentInPlaceOfSomethingElse) {
  const SoundMeter meter = measured(tone(AudioFormat::wav), "mp3", 1000);
  EXPECT_EQ(meter.format(), "wav");
  EXPECT_NEAR(seconds(meter), 2.0, 0.0001) << "its header was written before its length was known";
}

TEST(SoundMeter, HasNoSoundAfterTheHeaderAlone) {
  const std::string file = engines::wav_file(std::string(100, '\1'), kRate);
  constexpr std::size_t kHeader = 44;
  EXPECT_FALSE(measured(file.substr(0, kHeader), "wav", kHeader).has_sound());
  EXPECT_TRUE(measured(file.substr(0, kHeader + 2), "wav", kHeader + 2).has_sound());
}

TEST(SoundMeter, DoesNotKnowTheLengthOfAFlacThatDoesNotTellIt) {
  const SoundMeter meter = measured(tone(AudioFormat::flac), "flac", 500);
  EXPECT_EQ(meter.format(), "flac");
  EXPECT_FALSE(meter.duration());
}

TEST(SoundMeter, DoesNotTakeAPageOfTextForSound) {
  const SoundMeter meter = measured("<html><body>Internal Server Error</body></html>", "wav", 10);
  EXPECT_EQ(meter.format(), "");
  EXPECT_FALSE(meter.duration());
}

TEST(SoundMeter, SurvivesBytesThatOnlyBeginAsSound) {
  for (const std::string start : {"RIFF", "OggS", "ID3", "fLaC", "\xFF\xFB\x90", "\xFF\xF1\x50"}) {
    const SoundMeter meter = measured(start + std::string(300'000, '\xFF'), "mp3", 1000);
    EXPECT_EQ(meter.bytes(), start.size() + 300'000) << start;
  }
}

}  // namespace
}  // namespace voicehub::engine
