#include "engines/speech/speech_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace voicehub::engines {
namespace {

// "field: message" of the refusal.
std::string refusal(const OrRefusal<SpeechRequest>& request) {
  if (request) {
    return "accepted";
  }
  const auto error = nlohmann::json::parse(request.error().body).at("error");
  return (error.at("param").is_null() ? "-" : error.at("param").get<std::string>()) + ": " +
         error.at("message").get<std::string>();
}

TEST(SpeechRequest, HasOpenAisDefaults) {
  const auto request =
      parse_openai_speech(R"({"model": "tts-1", "input": "Hi.", "voice": "alloy"})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->text, "Hi.");
  EXPECT_EQ(request->voice, "alloy");
  EXPECT_EQ(request->format, AudioFormat::mp3);
  EXPECT_EQ(request->speed, 1.0);
  EXPECT_EQ(request->sample_rate, std::nullopt);
  EXPECT_FALSE(request->as_events);
}

TEST(SpeechRequest, TakesAllThatOpenAiHasAndWhatOthersAdd) {
  const auto request = parse_openai_speech(
      R"({"input": "Hi.", "voice": {"id": "slt"}, "response_format": "opus", "speed": 0.25,
          "stream_format": "sse", "sample_rate": 16000, "speaker": "2", "instructions": "slowly"})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->voice, "slt");
  EXPECT_EQ(request->format, AudioFormat::opus);
  EXPECT_EQ(request->speed, 0.25);
  EXPECT_EQ(request->sample_rate, 16000);
  EXPECT_EQ(request->speaker, "2");
  EXPECT_TRUE(request->as_events);
}

TEST(SpeechRequest, IsTheSameUnderOtherNames) {
  const auto plain = parse_plain_speech(
      R"({"text": "Hi.", "voice": "en-US-JennyNeural", "rate": 0.9, "format": "wav"})");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->voice, "en-US-JennyNeural");
  EXPECT_EQ(plain->speed, 0.9);
  EXPECT_EQ(plain->format, AudioFormat::wav);
  const auto piper = parse_piper_speech(R"({"text": "Hi.", "length_scale": 2})");
  ASSERT_TRUE(piper);
  EXPECT_EQ(piper->speed, 0.5);
  EXPECT_EQ(piper->format, AudioFormat::wav);
}

TEST(SpeechRequest, IsRefusedByTheNameOfItsField) {
  EXPECT_EQ(refusal(parse_openai_speech("{}")),
            "input: 'input' must have 1 to 4096 characters; it has 0");
  EXPECT_EQ(refusal(parse_openai_speech(R"({"input": ")" + std::string(4097, 'a') + "\"}")),
            "input: 'input' must have 1 to 4096 characters; it has 4097");
  EXPECT_EQ(refusal(parse_openai_speech(R"({"input": "a", "response_format": "ogg"})")),
            "response_format: 'ogg' is no audio format here; there are mp3, opus, aac, flac, wav "
            "and pcm");
  EXPECT_EQ(refusal(parse_openai_speech(R"({"input": "a", "speed": 4.1})")),
            "speed: 'speed' must be a number from 0.25 to 4");
  EXPECT_EQ(refusal(parse_openai_speech(R"({"input": "a", "stream_format": "ws"})")),
            "stream_format: 'stream_format' must be audio or sse");
  EXPECT_EQ(refusal(parse_openai_speech(R"({"input": "a", "sample_rate": 96000})")),
            "sample_rate: 'sample_rate' must be a number from 8000 to 48000");
  EXPECT_EQ(refusal(parse_plain_speech(R"({"text": 1})")), "text: 'text' must be a string");
  EXPECT_EQ(refusal(parse_piper_speech(R"({"text": "a", "length_scale": 0})")),
            "length_scale: 'length_scale' must be a number from 0.25 to 4");
}

}  // namespace
}  // namespace voicehub::engines
