#include "engines/audio/decoder.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/audio/sounds.hpp"

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;
using sounds::encoded;
using sounds::tone;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::FloatNear;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;

void append_number(std::string& bytes, std::uint32_t value, int size) {
  for (int i = 0; i < size; ++i) {
    bytes += static_cast<char>(value >> (8 * i));
  }
}

// A WAV of 32-bit floats.
std::string float_wav(const std::vector<float>& interleaved,
                      std::uint32_t channels,
                      std::uint32_t rate = 16'000) {
  const auto size = static_cast<std::uint32_t>(interleaved.size() * sizeof(float));
  std::string file = "RIFF";
  append_number(file, 36 + size, 4);
  file += "WAVEfmt ";
  append_number(file, 16, 4);
  append_number(file, 3, 2);  // IEEE float
  append_number(file, channels, 2);
  append_number(file, rate, 4);
  append_number(file, rate * channels * 4, 4);
  append_number(file, channels * 4, 2);
  append_number(file, 32, 2);
  file += "data";
  append_number(file, size, 4);
  for (const float sample : interleaved) {
    append_number(file, std::bit_cast<std::uint32_t>(sample), 4);
  }
  return file;
}

std::string with_number(std::string file, std::size_t place, std::uint32_t value) {
  std::string number;
  append_number(number, value, 4);
  return file.replace(place, 4, number);
}

Error refusal(std::string_view file, const DecodeLimits& limits = {}) {
  const auto audio = decode(file, limits);
  EXPECT_FALSE(audio) << "it was decoded";
  return audio ? Error{} : audio.error();
}

TEST(Decode, MixesChannelsDownToTheirMean) {
  const auto audio = decode(float_wav({0.5F, -0.1F, 1.0F, 0.0F}, 2));
  ASSERT_TRUE(audio) << audio.error().message;
  EXPECT_EQ(audio->rate, 16'000);
  EXPECT_THAT(audio->samples, ElementsAre(FloatNear(0.2F, 1e-6F), FloatNear(0.5F, 1e-6F)));
}

TEST(Decode, MakesSamplesOfEveryFloat) {
  const float infinity = std::numeric_limits<float>::infinity();
  const auto audio =
      decode(float_wav({std::nanf(""), infinity, -infinity, 0.25F, 7.0F, -1e30F}, 1));
  ASSERT_TRUE(audio) << audio.error().message;
  EXPECT_THAT(audio->samples, ElementsAre(0.0F, 0.0F, 0.0F, 0.25F, 1.0F, -1.0F));
}

TEST(Decode, KeepsOneBadChannelFromSpoilingTheOther) {
  const auto audio = decode(float_wav({std::nanf(""), 0.5F}, 2));
  ASSERT_TRUE(audio) << audio.error().message;
  EXPECT_THAT(audio->samples, ElementsAre(0.25F));
}

TEST(Decode, ReadsStreamsWhoseHeaderDoesNotSayTheirLength) {
  const std::string file = encoded(tone(440, 16'000, 1), AudioFormat::wav, {.samples = 16'000});
  for (const std::uint32_t size : {0xFFFF'FFFFU, 0x7FFF'FFFFU, 0x7FFF'F024U}) {
    const auto audio = decode(with_number(with_number(file, 4, size), 40, size));
    ASSERT_TRUE(audio) << size << ": " << audio.error().message;
    EXPECT_EQ(audio->samples.size(), 16'000U) << size;
  }
}

TEST(Decode, ReadsWavsThatWereNeverFinished) {
  const std::string file = float_wav({0.5F, 0.25F}, 1);
  for (const std::uint32_t size : {0U, 36U}) {
    const auto audio = decode(with_number(with_number(file, 4, size), 40, 0));
    ASSERT_TRUE(audio) << size << ": " << audio.error().message;
    EXPECT_THAT(audio->samples, ElementsAre(0.5F, 0.25F)) << size;
  }
  const std::string without_sound = float_wav({}, 1) + "LIST\x04" + std::string(3, '\0') + "more";
  EXPECT_EQ(refusal(with_number(without_sound, 4, 48)).message, "the recording holds no sound");
}

TEST(Decode, IgnoresWhatFollowsTheSound) {
  const auto audio =
      decode(float_wav({0.5F, 0.25F}, 1) + "LIST\x04" + std::string(3, '\0') + "more");
  ASSERT_TRUE(audio) << audio.error().message;
  EXPECT_EQ(audio->samples.size(), 2U);
}

TEST(Decode, SaysWhatIsWrongAndWhatIsRead) {
  struct Case {
    std::string file;
    ErrorCode code;
    std::string message;
  };

  const std::vector<Case> cases{
      {"", ErrorCode::failed, "the recording is empty: it has no bytes"},
      {std::string(1000, '\0'),
       ErrorCode::failed,
       "the 1000 bytes of the recording are broken, or not sound of a format that is read here"},
      {"Hello, this is no sound",
       ErrorCode::failed,
       "the 23 bytes of the recording are broken, or not sound of a format that is read here"},
      {std::string("\0\0\0\x20"
                   "ftypM4A ",
                   12),
       ErrorCode::unsupported,
       "the recording is an MP4 or M4A file, which is not read here"},
      {"\x1A\x45\xDF\xA3 and more",
       ErrorCode::unsupported,
       "the recording is a WebM or Matroska file, which is not read here"},
      {encoded(tone(440, 16'000, 0.5), AudioFormat::aac),
       ErrorCode::unsupported,
       "the recording is an AAC file, which is not read here"},
      {"{\"error\": 1}",
       ErrorCode::unsupported,
       "the recording is JSON text, which is not read here"},
      {"<!DOCTYPE html>",
       ErrorCode::unsupported,
       "the recording is HTML or XML text, which is not read here"},
      {float_wav({}, 1), ErrorCode::failed, "the recording holds no sound"},
      {float_wav({0.5F}, 1, 7), ErrorCode::unsupported, "the sample rate of the recording is 7 Hz"},
  };
  for (const Case& bad : cases) {
    const Error error = refusal(bad.file);
    EXPECT_EQ(error.message, bad.message);
    EXPECT_EQ(error.code, bad.code) << bad.message;
    EXPECT_THAT(error.hint, HasSubstr(bad.message.contains(" Hz") ? "1000 to" : "send WAV, FLAC"));
  }
}

TEST(Decode, RefusesRecordingsThatAreCutOff) {
  const Audio audio = tone(440, 16'000, 2);
  for (const AudioFormat format : {AudioFormat::wav, AudioFormat::flac}) {
    const std::string file = encoded(audio, format, {.samples = audio.samples.size()});
    const Error error = refusal(std::string_view{file}.substr(0, file.size() / 2));
    EXPECT_EQ(error.code, ErrorCode::failed);
    EXPECT_THAT(error.message, HasSubstr("the recording is cut off after "));
  }
}

TEST(Decode, EndsWellWhereverAFileIsCut) {
  for (const AudioFormat format :
       {AudioFormat::wav, AudioFormat::flac, AudioFormat::opus, AudioFormat::mp3}) {
    const std::string file = encoded(tone(440, 16'000, 0.2), format);
    for (std::size_t size = 0; size < file.size(); size += 1 + size / 10) {
      const auto audio = decode(std::string_view{file}.substr(0, size));
      EXPECT_TRUE(audio ? !audio->samples.empty() : !audio.error().message.empty()) << size;
    }
  }
}

TEST(Decode, EndsWellWhicheverByteIsWrong) {
  for (const AudioFormat format :
       {AudioFormat::wav, AudioFormat::flac, AudioFormat::opus, AudioFormat::mp3}) {
    const std::string file = encoded(tone(440, 16'000, 0.2), format);
    for (std::size_t place = 0; place < std::min<std::size_t>(file.size(), 200); ++place) {
      std::string wrong = file;
      wrong[place] = static_cast<char>(~wrong[place]);
      const Audio audio = decode(wrong).value_or(Audio{});
      EXPECT_THAT(audio.samples, Each(AllOf(Ge(-1), Le(1)))) << place;
    }
  }
}

TEST(Decode, KeepsToItsLimits) {
  const std::string file = float_wav(std::vector<float>(32'000, 0.5F), 2);  // one second
  EXPECT_TRUE(decode(file, {.duration = 1s, .channels = 2, .samples = 16'000}));
  EXPECT_EQ(refusal(file, {.channels = 1}).message, "the recording has 2 channels");
  EXPECT_EQ(refusal(file, {.duration = 0s}).message,
            "the recording is longer than 0.0 seconds at 16000 Hz");
  EXPECT_EQ(refusal(file, {.duration = -1s}).code, ErrorCode::unsupported);
  EXPECT_EQ(refusal(file, {.samples = 15'999}).message,
            "the recording is longer than 1.0 seconds at 16000 Hz");
  EXPECT_EQ(refusal(float_wav(std::vector<float>(900, 0.5F), 900)).message,
            "the recording has 900 channels");
}

TEST(Decode, KeepsToItsLimitsWhateverTheHeaderSays) {
  const std::string file = encoded(tone(440, 16'000, 3), AudioFormat::flac);
  EXPECT_EQ(refusal(file, {.duration = 2s}).message,
            "the recording is longer than 2.0 seconds at 16000 Hz");
}

TEST(Decode, TakesAFlacFileAtItsWordBeforeItDecodesAnyOfIt) {
  const std::string file = encoded(tone(440, 16'000, 3), AudioFormat::flac, {.samples = 48'000});
  const std::string_view begin = std::string_view{file}.substr(0, file.size() / 3);
  EXPECT_EQ(refusal(begin, {.duration = 2s}).message,
            "the recording is longer than 2.0 seconds at 16000 Hz");
  EXPECT_THAT(refusal(begin, {.duration = 3s}).message, HasSubstr("cut off"));
}

TEST(Decode, GivesUpWhenItIsStopped) {
  std::stop_source source;
  source.request_stop();
  for (const AudioFormat format : {AudioFormat::mp3, AudioFormat::flac, AudioFormat::opus}) {
    const auto audio = decode(encoded(tone(440, 16'000, 3), format), {}, {}, source.get_token());
    ASSERT_FALSE(audio);
    EXPECT_EQ(audio.error().code, ErrorCode::cancelled);
  }
}

}  // namespace
}  // namespace voicehub::engines
