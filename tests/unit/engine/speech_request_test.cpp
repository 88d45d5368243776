#include "core/engine/speech_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engine {
namespace {

using testing::HasSubstr;

TEST(SpeechRequests, AskTheSameAtEachRoute) {
  const auto requests = speech_requests({.text = "Hi.", .voice = "slt", .speed = 1.5});
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests.at(0).target, "/v1/audio/speech");
  EXPECT_THAT(requests.at(0).body, HasSubstr("\"input\":\"Hi.\""));
  EXPECT_THAT(requests.at(0).body, HasSubstr("\"speed\":1.5"));
  EXPECT_EQ(requests.at(1).target, "/tts");
  EXPECT_THAT(requests.at(1).body, HasSubstr("\"rate\":1.5"));
}

TEST(AudioFormat, IsOneOfSix) {
  EXPECT_EQ(parse_audio_format("MP3").value(), "mp3");
  EXPECT_THAT(parse_audio_format("mp9").error().hint, HasSubstr("mp3, opus, aac, flac, wav, pcm"));
}

TEST(AudioFormat, FollowsTheNameOfTheFile) {
  EXPECT_EQ(format_of_file("a/b.FLAC"), "flac");
  EXPECT_EQ(format_of_file("b.ogg"), "opus");
  EXPECT_EQ(format_of_file("b.txt"), "");
  EXPECT_EQ(format_of_file("wav"), "");
}

}  // namespace
}  // namespace voicehub::engine
