#include "core/engine/wav.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engine {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

std::string u16(std::uint32_t value) {
  return {static_cast<char>(value), static_cast<char>(value >> 8U)};
}

std::string u32(std::uint32_t value) {
  return u16(value) + u16(value >> 16U);
}

std::string chunk(const std::string& id, const std::string& content) {
  return id + u32(static_cast<std::uint32_t>(content.size())) + content +
         std::string(content.size() % 2, '\0');
}

std::string format_chunk(std::uint16_t channels, std::uint32_t rate, std::uint16_t encoding = 1) {
  return chunk("fmt ",
               u16(encoding) + u16(channels) + u32(rate) + u32(rate * channels * 2U) +
                   u16(channels * 2U) + u16(16));
}

std::string riff(const std::string& chunks) {
  return "RIFF" + u32(static_cast<std::uint32_t>(chunks.size() + 4)) + "WAVE" + chunks;
}

std::string samples(const std::vector<int>& values) {
  std::string bytes;
  for (const int value : values) {
    bytes += u16(static_cast<std::uint32_t>(value));
  }
  return bytes;
}

std::string sine(double amplitude, std::size_t count) {
  std::vector<int> values;
  for (std::size_t i = 0; i < count; ++i) {
    const double phase = 2 * std::numbers::pi * static_cast<double>(i) / 48;
    values.push_back(static_cast<int>(std::lround(amplitude * std::sin(phase))));
  }
  return samples(values);
}

std::string message_of(const std::string& file) {
  const auto facts = measure_wav(file);
  return facts ? "valid" : facts.error().message;
}

TEST(MeasureWav, MeasuresASineOfHalfScale) {
  const auto facts = measure_wav(riff(format_chunk(1, 24000) + chunk("data", sine(16384, 48000))));
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->duration, 2000ms);
  EXPECT_NEAR(facts->peak_dbfs, -6.02, 0.01);
  EXPECT_NEAR(facts->rms_dbfs, -9.03, 0.01);
  EXPECT_EQ(to_text(*facts), "24 kHz mono, 2.0 s, peak -6.0 dBFS");
  EXPECT_EQ(audio_fault(*facts), "");
}

TEST(MeasureWav, MeasuresOverAllChannels) {
  const std::string right_is_louder = samples({0, 8192, 0, -16384});
  const auto facts = measure_wav(riff(format_chunk(2, 22050) + chunk("data", right_is_louder)));
  ASSERT_TRUE(facts);
  EXPECT_EQ(to_text(*facts), "22.05 kHz stereo, 0 ms, peak -6.0 dBFS");
}

TEST(MeasureWav, TakesTheRestOfAStreamedFileAsItsSamples) {
  for (const std::uint32_t placeholder : {0xFFFFFFFFU, 0x7FFFF000U}) {
    const std::string streamed = "RIFF" + u32(0xFFFFFFFF) + "WAVE" + format_chunk(1, 24000) +
                                 "data" + u32(placeholder) + sine(16384, 24000);
    const auto facts = measure_wav(streamed);
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_EQ(facts->duration, 1000ms);
  }
}

TEST(MeasureWav, SkipsChunksThatAreNotAudioAndTheirPadding) {
  const std::string tagged = riff(chunk("LIST", "odd") + format_chunk(1, 16000) +
                                  chunk("fact", "abc") + chunk("data", sine(16384, 16000)));
  const auto facts = measure_wav(tagged);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->duration, 1000ms);
}

TEST(MeasureWav, ReadsTheSubFormatOfAnExtensibleHeader) {
  const std::string extensible = u16(0xFFFE) + u16(1) + u32(16000) + u32(32000) + u16(2) + u16(16) +
                                 u16(22) + u16(16) + u32(4) + u16(1) + std::string(14, '\0');
  EXPECT_EQ(message_of(riff(chunk("fmt ", extensible) + chunk("data", sine(99, 100)))), "valid");
}

TEST(MeasureWav, SaysWhatIsWrongWithAFile) {
  const std::string format = format_chunk(1, 24000);
  EXPECT_THAT(message_of(""), HasSubstr("it is empty"));
  EXPECT_THAT(message_of("{\"error\":{}}"), HasSubstr("RIFF/WAVE"));
  EXPECT_THAT(message_of("ID3\x04 an mp3 file, surely"), HasSubstr("RIFF/WAVE"));
  EXPECT_THAT(message_of(riff("")), HasSubstr("no samples"));
  EXPECT_THAT(message_of(riff(format)), HasSubstr("no samples"));
  EXPECT_THAT(message_of(riff("fmt " + u32(16) + "short")), HasSubstr("format chunk has 5 bytes"));
  EXPECT_THAT(message_of(riff(chunk("data", "1234") + format)), HasSubstr("before their format"));
  EXPECT_THAT(message_of(riff(format_chunk(1, 24000, 3))), HasSubstr("encoding 3 with 16 bits"));
  EXPECT_THAT(message_of(riff(format_chunk(0, 24000))), HasSubstr("0 channels"));
  EXPECT_THAT(message_of(riff(format_chunk(1, 0))), HasSubstr("at 0 Hz"));
  EXPECT_THAT(message_of(riff(format + "data" + u32(1000) + "1234")),
              HasSubstr("promises 1000 bytes of samples and 4 are there"));
}

TEST(MeasureWav, SurvivesEveryTruncationOfAFile) {
  const std::string file =
      riff(chunk("LIST", "odd") + format_chunk(2, 8000) + chunk("data", sine(99, 20)));
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(measure_wav(std::string_view{file}.substr(0, size))) << size << " bytes";
  }
}

TEST(AudioFault, NamesTooShortSilenceAndClipping) {
  const auto fault_of = [](const std::string& data) {
    const auto facts = measure_wav(riff(format_chunk(1, 24000) + chunk("data", data)));
    return facts ? audio_fault(*facts) : facts.error().message;
  };
  EXPECT_EQ(fault_of(""), "too short: 0 ms of audio");
  EXPECT_EQ(fault_of(sine(16384, 2000)), "too short: 83 ms of audio");
  EXPECT_EQ(fault_of(samples(std::vector<int>(24000, 0))),
            "silence: the loudest sample is at -120.0 dBFS");
  EXPECT_EQ(fault_of(sine(20, 24000)), "silence: the loudest sample is at -64.3 dBFS");
  EXPECT_EQ(fault_of(samples(std::vector<int>(24000, -32768))),
            "clipping: 100.0 % of the samples are at full scale");
}

TEST(AudioFault, AcceptsSpeechThatTouchesFullScaleOnce) {
  std::string normalised = sine(32000, 24000);
  normalised.replace(24, 2, u16(32767));
  const auto facts = measure_wav(riff(format_chunk(1, 24000) + chunk("data", normalised)));
  ASSERT_TRUE(facts);
  EXPECT_EQ(audio_fault(*facts), "");
}

}  // namespace
}  // namespace voicehub::engine
