#include "engines/media/media_file.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/audio/decoder.hpp"
#include "tests/support/recording.hpp"
#include "tests/unit/audio/sounds.hpp"

namespace voicehub::engines {
namespace {

using sounds::frequency_of;
using sounds::level_of;
using sounds::tone;
using test::recording;
using test::RecordingKind;
using testing::HasSubstr;

constexpr int kRate = 48'000;
constexpr double kHertz = 440;

std::string tone_as(const RecordingKind& kind, double seconds = 3) {
  return recording(tone(kHertz, kRate, seconds), kind);
}

Result<Audio> decoded(std::string_view file) {
  return decode(file, {}, open_media_file);
}

class MediaFile : public testing::TestWithParam<RecordingKind> {};

TEST_P(MediaFile, IsHeardWhole) {
  const auto audio = decoded(tone_as(GetParam()));
  ASSERT_TRUE(audio) << audio.error().message << ": " << audio.error().cause;
  EXPECT_EQ(audio->rate, kRate);
  EXPECT_NEAR(audio->duration().count(), 3.0, 0.3);
  EXPECT_NEAR(frequency_of(*audio), kHertz, 5);
  EXPECT_NEAR(level_of(*audio), 0.5 / std::numbers::sqrt2, 0.02);
}

// Of a kind that says somewhere how much there is.
class CutMediaFile : public testing::TestWithParam<RecordingKind> {};

TEST_P(CutMediaFile, IsRefused) {
  const std::string file = tone_as(GetParam());
  for (const std::size_t kept : {file.size() / 100, file.size() / 4, file.size() / 2}) {
    const auto audio = decoded(std::string_view{file}.substr(0, kept));
    ASSERT_FALSE(audio) << kept << " of " << file.size();
    EXPECT_EQ(audio.error().code, ErrorCode::failed);
  }
}

TEST_P(MediaFile, WithBytesChangedEndsWell) {
  const std::string file = tone_as(GetParam(), 0.5);
  for (std::size_t place = 0; place < file.size(); place += 997) {
    std::string changed = file;
    changed[place] = static_cast<char>(~changed[place]);
    const auto audio = decoded(changed);
    if (audio) {
      EXPECT_TRUE(std::ranges::all_of(audio->samples,
                                      [](float sample) { return std::abs(sample) <= 1.0F; }));
    }
  }
}

constexpr RecordingKind kAlac{"mp4", AV_CODEC_ID_ALAC, AV_SAMPLE_FMT_S16P};
constexpr RecordingKind kFlac{"matroska", AV_CODEC_ID_FLAC, AV_SAMPLE_FMT_S16};

INSTANTIATE_TEST_SUITE_P(
    Each,
    MediaFile,
    testing::Values(test::kM4a,
                    kAlac,
                    // As browsers write it while they record.
                    RecordingKind{
                        "mp4", AV_CODEC_ID_AAC, AV_SAMPLE_FMT_FLTP, "frag_keyframe+empty_moov"},
                    test::kWebm,
                    kFlac,
                    RecordingKind{"asf", AV_CODEC_ID_WMAV2, AV_SAMPLE_FMT_FLTP},
                    RecordingKind{"adts", AV_CODEC_ID_AAC, AV_SAMPLE_FMT_FLTP}));
INSTANTIATE_TEST_SUITE_P(Each,
                         CutMediaFile,
                         testing::Values(test::kM4a, kAlac, test::kWebm, kFlac));

TEST(MediaFiles, KeepTheLimitsOfAllRecordings) {
  const auto audio = decode(tone_as(test::kWebm), {.samples = kRate}, open_media_file);
  ASSERT_FALSE(audio);
  EXPECT_THAT(audio.error().message, HasSubstr("longer than 1.0 seconds"));
}

TEST(MediaFiles, LeaveTextAloneAndSayWhatIsRead) {
  const auto audio = decoded("<html>");
  ASSERT_FALSE(audio);
  EXPECT_EQ(audio.error().code, ErrorCode::unsupported);
  EXPECT_THAT(audio.error().hint, HasSubstr("M4A"));
}

TEST(MediaFiles, NeverOpenAnotherFile) {
  const auto opened = open_media_file("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n");
  ASSERT_FALSE(opened);
}

}  // namespace
}  // namespace voicehub::engines
