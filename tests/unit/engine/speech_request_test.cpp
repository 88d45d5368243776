#include "core/engine/speech_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engine {
namespace {

TEST(SpeechRequests, AreOpenAisAndThenThePlainOne) {
  const auto requests = speech_requests(
      {.text = "Hi.", .voice = "slt", .model = "flite", .format = "mp3", .speed = 1.5});
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].method + " " + requests[0].target, "POST /v1/audio/speech");
  EXPECT_EQ(requests[0].body,
            R"({"input":"Hi.","model":"flite","response_format":"mp3","speed":1.5,"voice":"slt"})");
  EXPECT_EQ(requests[1].method + " " + requests[1].target, "POST /tts");
  EXPECT_EQ(requests[1].body, R"({"format":"mp3","rate":1.5,"text":"Hi.","voice":"slt"})");
}

TEST(SpeechRequests, LeaveTheSpeedToTheEngineWhereNoneIsAskedFor) {
  EXPECT_THAT(speech_requests({.text = "Hi."}).front().body,
              testing::Not(testing::HasSubstr("speed")));
}

TEST(ParseAudioFormat, KnowsTheSixAndNamesThem) {
  for (const std::string_view format : audio_formats()) {
    EXPECT_EQ(*parse_audio_format(format), format);
  }
  EXPECT_EQ(*parse_audio_format("MP3"), "mp3");
  const auto unknown = parse_audio_format("mp4");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error(),
            (Error{ErrorCode::usage,
                   "'mp4' is not an audio format",
                   "formats: mp3, opus, aac, flac, wav, pcm",
                   {}}));
}

TEST(FormatOfFile, GoesByTheExtension) {
  EXPECT_EQ(format_of_file("a.b/hello.MP3"), "mp3");
  EXPECT_EQ(format_of_file("hello.ogg"), "opus");
  EXPECT_EQ(format_of_file("hello.txt"), "");
  EXPECT_EQ(format_of_file("a.wav/hello"), "");
  EXPECT_EQ(format_of_file("-"), "");
}

}  // namespace
}  // namespace voicehub::engine
