#include "engines/audio/encoder.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/audio/sounds.hpp"

namespace voicehub::engines {
namespace {

using sounds::decoded;
using sounds::encoded;
using sounds::number_at;
using sounds::tone;
using testing::HasSubstr;

constexpr std::size_t kWavHeader = 44;
constexpr std::uint32_t kUnknownSize = 0xFFFF'FFFF;

const std::vector<AudioFormat>& all_formats() {
  static const std::vector<AudioFormat> all{AudioFormat::mp3,
                                            AudioFormat::opus,
                                            AudioFormat::aac,
                                            AudioFormat::flac,
                                            AudioFormat::wav,
                                            AudioFormat::pcm};
  return all;
}

bool is_exact(AudioFormat format) {
  return format == AudioFormat::flac || format == AudioFormat::wav || format == AudioFormat::pcm;
}

int rate_of(AudioFormat format, int rate, EncoderOptions options = {}) {
  const auto encoder = Encoder::create(format, rate, options);
  return encoder ? (*encoder)->sample_rate() : 0;
}

double energy_of(const Audio& audio) {
  double sum = 0;
  for (const float sample : audio.samples) {
    sum += static_cast<double>(sample) * static_cast<double>(sample);
  }
  return sum / audio.rate;
}

TEST(AudioFormat, HasTheNamesThatRequestsUse) {
  EXPECT_EQ(parse_audio_format("mp3"), AudioFormat::mp3);
  EXPECT_EQ(parse_audio_format("opus"), AudioFormat::opus);
  EXPECT_EQ(parse_audio_format("aac"), AudioFormat::aac);
  EXPECT_EQ(parse_audio_format("flac"), AudioFormat::flac);
  EXPECT_EQ(parse_audio_format("wav"), AudioFormat::wav);
  EXPECT_EQ(parse_audio_format("pcm"), AudioFormat::pcm);
  for (const char* other : {"", "MP3", "ogg", "mp33", "mp", " wav"}) {
    EXPECT_EQ(parse_audio_format(other), std::nullopt) << other;
  }
}

TEST(AudioFormat, HasAContentType) {
  EXPECT_EQ(content_type(AudioFormat::mp3), "audio/mpeg");
  EXPECT_EQ(content_type(AudioFormat::opus), "audio/ogg");
  EXPECT_EQ(content_type(AudioFormat::aac), "audio/aac");
  EXPECT_EQ(content_type(AudioFormat::flac), "audio/flac");
  EXPECT_EQ(content_type(AudioFormat::wav), "audio/wav");
  EXPECT_EQ(content_type(AudioFormat::pcm), "audio/pcm");
}

class EveryFormat : public testing::TestWithParam<std::tuple<AudioFormat, int>> {
 protected:
  const AudioFormat format_ = std::get<0>(GetParam());
  const int rate_ = std::get<1>(GetParam());
  // Of the level that was encoded. LAME leaves some room below full scale.
  const double share_ = format_ == AudioFormat::mp3 ? 0.95 : 1.0;
};

TEST_P(EveryFormat, GivesTheToneBackThatWasEncoded) {
  const Audio original = tone(440, rate_, 2);
  const Audio heard = decoded(encoded(original, format_), format_);
  EXPECT_EQ(heard.rate, rate_of(format_, rate_));
  EXPECT_NEAR(sounds::frequency_of(heard), 440, 1);
  EXPECT_NEAR(sounds::level_of(heard), share_ * sounds::level_of(original), 0.005);
  // Frames are whole, and begin before the sound: some milliseconds of silence.
  constexpr double kFrames = 0.45;
  EXPECT_GE(heard.duration().count(), 2.0 - 0.001);
  EXPECT_LE(heard.duration().count(), is_exact(format_) ? 2.001 : 2.0 + kFrames);
}

TEST_P(EveryFormat, HoldsTheSoundToItsEnd) {
  const Audio original = tone(440, rate_, 0.2);
  const Audio heard = decoded(encoded(original, format_), format_);
  // Twenty lost milliseconds would be a tenth of it.
  EXPECT_NEAR(energy_of(heard) / energy_of(original), share_ * share_, 0.04);
}

TEST_P(EveryFormat, IsTheSameInPiecesAndAsAWhole) {
  const Audio original = tone(440, rate_, 1);
  const std::string whole = encoded(original, format_);
  for (const std::size_t piece : {1U, 997U, 5000U}) {
    const std::string pieces = sounds::streamed(original, format_, piece);
    if (format_ == AudioFormat::opus) {  // its bytes hold a random number
      EXPECT_EQ(decoded(pieces, format_).samples, decoded(whole, format_).samples) << piece;
    } else {
      EXPECT_TRUE(pieces == whole) << piece;
    }
  }
}

TEST_P(EveryFormat, SendsItsFirstBytesWithTheFirstPiece) {
  const auto encoder = Encoder::create(format_, rate_);
  ASSERT_TRUE(encoder);
  EXPECT_GT((*encoder)->feed(tone(440, rate_, 0.25).samples).size(), 0U);
}

TEST_P(EveryFormat, GoesOnSendingWhileItIsFed) {
  const auto encoder = Encoder::create(format_, rate_);
  ASSERT_TRUE(encoder);
  std::string early;
  for (int second = 0; second < 4; ++second) {
    early += (*encoder)->feed(tone(440, rate_, 1).samples);
  }
  const std::string rest = (*encoder)->finish();
  EXPECT_GT(early.size(), 5 * rest.size());
}

TEST_P(EveryFormat, TakesSamplesThatAreNone) {
  Audio wild = tone(440, rate_, 1);
  for (std::size_t i = 0; i < wild.samples.size(); i += 100) {
    wild.samples[i] = std::array{std::numeric_limits<float>::quiet_NaN(),
                                 std::numeric_limits<float>::infinity(),
                                 -std::numeric_limits<float>::max()}[i / 100 % 3];
  }
  const Audio heard = decoded(encoded(wild, format_), format_);
  EXPECT_NEAR(heard.duration().count(), 1.0, 0.5);
  EXPECT_LT(sounds::level_of(heard), 0.6);
  EXPECT_GT(sounds::level_of(heard), 0.2);
}

TEST_P(EveryFormat, EndsWellWithoutAnySound) {
  const auto encoder = Encoder::create(format_, rate_);
  ASSERT_TRUE(encoder);
  EXPECT_EQ((*encoder)->feed({}).size(), format_ == AudioFormat::wav ? 44U : 0U);
  (void)(*encoder)->finish();
  EXPECT_EQ((*encoder)->feed(tone(440, rate_, 1).samples), "");
  EXPECT_EQ((*encoder)->finish(), "");
}

std::string name_of(const testing::TestParamInfo<std::tuple<AudioFormat, int>>& info) {
  const AudioFormat format = std::get<0>(info.param);
  const std::string type{content_type(format)};
  return type.substr(type.find('/') + 1) + "_" + std::to_string(std::get<1>(info.param));
}

INSTANTIATE_TEST_SUITE_P(Encoder,
                         EveryFormat,
                         testing::Combine(testing::ValuesIn(all_formats()),
                                          testing::Values(8'000, 16'000, 22'050, 24'000, 44'100)),
                         name_of);

TEST(Encoder, MakesPcmOf24KilohertzUnlessAskedForAnother) {
  EXPECT_EQ(rate_of(AudioFormat::pcm, 22'050), 24'000);
  EXPECT_EQ(rate_of(AudioFormat::pcm, 22'050, {.sample_rate = 16'000}), 16'000);
  EXPECT_EQ(encoded(tone(440, 22'050, 1), AudioFormat::pcm).size(), 2U * 24'000);
  EXPECT_EQ(encoded(tone(440, 22'050, 1), AudioFormat::pcm, {.sample_rate = 16'000}).size(),
            2U * 16'000);
}

TEST(Encoder, WritesPcmAsLittleEndianNumbersOf16Bits) {
  const Audio audio{.rate = 24'000, .samples = {0.0F, 1.0F, -1.0F, 0.5F}};
  EXPECT_EQ(encoded(audio, AudioFormat::pcm), std::string("\0\0\xFF\x7F\x01\x80\x00\x40", 8));
}

// A filter swings beyond the edges of a square wave; as numbers of 16 bits, that would be the other
// end of the scale.
TEST(Encoder, CutsOffWhereResamplingSwingsBeyondFullScale) {
  Audio square = tone(440, 22'050, 0.5);
  for (float& sample : square.samples) {
    sample = sample < 0.0F ? -1.0F : 1.0F;
  }
  for (const AudioFormat format : {AudioFormat::pcm, AudioFormat::flac}) {
    const Audio heard = decoded(encoded(square, format, {.sample_rate = 24'000}), format);
    EXPECT_NEAR(sounds::level_of(heard), 1.0, 0.05);
    EXPECT_NEAR(sounds::frequency_of(heard), 440, 1);
  }
}

TEST(Encoder, TakesTheNextRateThatTheFormatHas) {
  EXPECT_EQ(rate_of(AudioFormat::opus, 22'050), 24'000);
  EXPECT_EQ(rate_of(AudioFormat::opus, 44'100), 48'000);
  EXPECT_EQ(rate_of(AudioFormat::mp3, 22'050), 22'050);
  EXPECT_EQ(rate_of(AudioFormat::mp3, 96'000), 48'000);
  EXPECT_EQ(rate_of(AudioFormat::aac, 23'000), 24'000);
  EXPECT_EQ(rate_of(AudioFormat::flac, 23'000), 23'000);
  EXPECT_EQ(rate_of(AudioFormat::wav, 22'050, {.sample_rate = 8'000}), 8'000);
}

TEST(Encoder, WritesTheSizesOfAWavWhoseLengthIsKnown) {
  const std::string file = encoded(tone(440, 16'000, 1), AudioFormat::wav, {.samples = 16'000});
  ASSERT_EQ(file.size(), kWavHeader + 32'000);
  EXPECT_EQ(number_at(file, 4), 36U + 32'000);
  EXPECT_EQ(number_at(file, 24), 16'000U);
  EXPECT_EQ(number_at(file, 28), 32'000U);
  EXPECT_EQ(number_at(file, 40), 32'000U);
}

TEST(Encoder, WritesTheSizesOfAResampledWav) {
  const std::string file =
      encoded(tone(440, 22'050, 1), AudioFormat::wav, {.sample_rate = 16'000, .samples = 22'050});
  EXPECT_EQ(file.size(), kWavHeader + 32'000);
  EXPECT_EQ(number_at(file, 40), 32'000U);
}

TEST(Encoder, WritesAWavWithoutEndWhereTheLengthIsNotKnown) {
  const std::string file = encoded(tone(440, 16'000, 1), AudioFormat::wav);
  EXPECT_EQ(number_at(file, 4), kUnknownSize);
  EXPECT_EQ(number_at(file, 40), kUnknownSize);
  // Nor is there a number for what is longer than a WAV can be.
  const auto encoder =
      Encoder::create(AudioFormat::wav, 16'000, {.samples = std::size_t{1} << 40U});
  ASSERT_TRUE(encoder);
  EXPECT_EQ(number_at((*encoder)->feed(tone(440, 16'000, 1).samples), 40), kUnknownSize);
}

TEST(Encoder, WritesTheLengthOfAFlacThatIsKnown) {
  const auto low_bits_of_length = [](const std::string& file) { return file.substr(8 + 14, 4); };
  const Audio audio = tone(440, 16'000, 1);
  EXPECT_EQ(low_bits_of_length(encoded(audio, AudioFormat::flac)), std::string(4, '\0'));
  const std::string file = encoded(audio, AudioFormat::flac, {.samples = 16'000});
  EXPECT_EQ(low_bits_of_length(file), std::string("\x00\x00\x3E\x80", 4));
  EXPECT_EQ(decoded(file, AudioFormat::flac).samples.size(), 16'000U);
}

TEST(Encoder, KeepsTheLengthThatWasAnnounced) {
  const Audio audio = tone(440, 16'000, 1);
  for (const AudioFormat format : {AudioFormat::wav, AudioFormat::flac}) {
    EXPECT_EQ(decoded(encoded(audio, format, {.samples = 20'000}), format).samples.size(), 20'000U);
    EXPECT_EQ(decoded(encoded(audio, format, {.samples = 9'000}), format).samples.size(), 9'000U);
  }
}

TEST(Encoder, RefusesRatesThatNobodyHears) {
  for (const AudioFormat format : all_formats()) {
    for (const int rate : {-1, 0, 999, 384'001, std::numeric_limits<int>::max()}) {
      const auto encoder = Encoder::create(format, rate);
      ASSERT_FALSE(encoder) << rate;
      EXPECT_EQ(encoder.error().code, ErrorCode::unsupported);
      EXPECT_THAT(encoder.error().message, HasSubstr(std::to_string(rate) + " Hz"));
      EXPECT_FALSE(Encoder::create(format, 16'000, {.sample_rate = rate})) << rate;
    }
  }
}

}  // namespace
}  // namespace voicehub::engines
