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
  EXPECT_EQ(piper->length_scale, 2.0);
  EXPECT_EQ(piper->format, AudioFormat::wav);
}

TEST(SpeechRequest, TakesAllThatPiperHas) {
  const auto request = parse_piper_speech(
      R"({"text": "Hi.", "voice": "v", "speaker_id": 3, "length_scale": 0.5, "noise_scale": 0,
          "noise_w_scale": 0.8})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->voice, "v");
  EXPECT_EQ(request->speaker, "3");
  EXPECT_EQ(request->speed, 2.0);
  EXPECT_EQ(request->noise_scale, 0.0);
  EXPECT_EQ(request->noise_w_scale, 0.8);
  const auto plain = parse_piper_speech(R"({"text": "Hi.", "noise_scale": null})");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->speaker, "");
  EXPECT_EQ(plain->length_scale, std::nullopt) << "the voice's own";
  EXPECT_EQ(plain->noise_scale, std::nullopt);
  EXPECT_EQ(plain->noise_w_scale, std::nullopt);
}

TEST(SpeechRequest, TakesTheNameOfASpeakerBeforeItsNumber) {
  const auto request = parse_piper_speech(R"({"text": "Hi.", "speaker": "ana", "speaker_id": 3})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->speaker, "ana");
}

TEST(SpeechRequest, RefusesScalesAndNumbersThatNobodyUnderstands) {
  const auto refused = [](const std::string& field, const std::string& value) {
    return refusal(parse_piper_speech("{\"text\": \"a\", \"" + field + "\": " + value + "}"));
  };
  for (const std::string name : {"noise_scale", "noise_w_scale"}) {
    for (const char* const value : {"-0.1", "2.1", "\"0.5\"", "true"}) {
      EXPECT_EQ(refused(name, value), name + ": '" + name + "' must be a number from 0 to 2");
    }
  }
  EXPECT_EQ(refused("length_scale", "4.1"),
            "length_scale: 'length_scale' must be a number from 0.25 to 4");
  EXPECT_EQ(refused("speaker_id", "1.5"), "speaker_id: 'speaker_id' must be a whole number");
  EXPECT_EQ(refused("speaker_id", "-1"),
            "speaker_id: 'speaker_id' must be a number from 0 to 100000");
  EXPECT_EQ(refused("speaker_id", "\"ana\""),
            "speaker_id: 'speaker_id' must be a number from 0 to 100000");
  EXPECT_EQ(refused("speaker", "3"), "speaker: 'speaker' must be a string");
  // JSON has no NaN: a body with it is none.
  EXPECT_EQ(refused("noise_scale", "NaN"), "-: the body must be a JSON object in UTF-8");
}

TEST(SpeechRequest, IsRefusedByTheNameOfItsField) {
  EXPECT_EQ(refusal(parse_openai_speech("{}")),
            "input: 'input' must have 1 to 65536 characters; it has 0");
  EXPECT_EQ(refusal(parse_openai_speech(R"({"input": ")" + std::string(65'537, 'a') + "\"}")),
            "input: 'input' must have 1 to 65536 characters; it has 65537");
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
