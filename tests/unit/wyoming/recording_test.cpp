#include "engines/wyoming/recording.hpp"

#include <gtest/gtest.h>

namespace voicehub::engines::wyoming {
namespace {

Event chunk(const std::string& format, std::string bytes) {
  const auto data = EventData::parse(format);
  EXPECT_TRUE(data) << format;
  return {.type = "audio-chunk", .data = data.value_or(EventData{}), .payload = std::move(bytes)};
}

constexpr const char* kMono = R"({"rate":16000,"width":2,"channels":1})";
constexpr const char* kStereo = R"({"rate":48000,"width":2,"channels":2})";

TEST(WyomingRecording, ReadsLittleEndianSamples) {
  Recording recording{100};
  ASSERT_TRUE(recording.add(chunk(kMono, {"\x00\x40\x00\x80", 4})));
  EXPECT_EQ(recording.audio().rate, 16000);
  EXPECT_EQ(recording.audio().samples, (std::vector<float>{0.5F, -1.0F}));
}

TEST(WyomingRecording, JoinsSamplesThatWereCutBetweenChunks) {
  Recording recording{100};
  ASSERT_TRUE(recording.add(chunk(kMono, {"\x00", 1})));
  ASSERT_TRUE(recording.add(chunk(kMono, {"\x40\x01", 2})));
  EXPECT_EQ(recording.audio().samples, (std::vector<float>{0.5F}));
}

TEST(WyomingRecording, IsTheMeanOfItsChannels) {
  Recording recording{100};
  ASSERT_TRUE(recording.add(chunk(kStereo, {"\x00\x40\x00\x00", 4})));
  EXPECT_EQ(recording.audio().rate, 48000);
  EXPECT_EQ(recording.audio().samples, (std::vector<float>{0.25F}));
}

TEST(WyomingRecording, RefusesFormatsThatItCannotRead) {
  for (const char* format : {"{}",
                             R"({"rate":16000,"width":4,"channels":1})",
                             R"({"rate":16000,"width":2,"channels":0})",
                             R"({"rate":16000,"width":2,"channels":9})",
                             R"({"rate":0,"width":2,"channels":1})",
                             R"({"rate":999999999,"width":2,"channels":1})"}) {
    Recording recording{100};
    const auto heard = recording.add(chunk(format, "ab"));
    ASSERT_FALSE(heard) << format;
    EXPECT_EQ(heard.error().code, ErrorCode::unsupported) << format;
  }
}

TEST(WyomingRecording, RefusesAnotherFormatInItsMiddle) {
  Recording recording{100};
  ASSERT_TRUE(recording.add(chunk(kMono, "ab")));
  EXPECT_FALSE(recording.add(chunk(kStereo, "abcd")));
}

TEST(WyomingRecording, RefusesMoreThanItMayHold) {
  Recording recording{4};
  ASSERT_TRUE(recording.add(chunk(kMono, "abcd")));
  EXPECT_FALSE(recording.add(chunk(kMono, "e")));
  EXPECT_EQ(recording.audio().samples.size(), 2U);
  EXPECT_DOUBLE_EQ(recording.duration().count(), recording.audio().duration().count());
}

}  // namespace
}  // namespace voicehub::engines::wyoming
