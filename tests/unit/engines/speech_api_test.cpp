#include "engines/debug-tts/speech_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/ask.hpp"
#include "tests/support/tone_reader.hpp"

namespace voicehub::engines::debug_tts {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr std::size_t kWavHeader = 44;

Response ask(const std::string& method, const std::string& path, const std::string& body = {}) {
  Metrics metrics;
  ModelSlot<Model> model{"debug-tts", [] { return std::make_unique<Model>(); }, metrics};
  EXPECT_TRUE(model.use());
  return support::ask(speech_api(model, metrics), {.method = method, .path = path, .body = body});
}

Response speak(const std::string& body) {
  return ask("POST", "/v1/audio/speech", body);
}

// "400 input: 'input' must be a string"
std::string refusal(const Response& response) {
  const json error = json::parse(response.body).at("error");
  const std::string field = error.at("param").is_null() ? "-" : error.at("param");
  EXPECT_EQ(error.at("type"), "invalid_request_error");
  return std::to_string(response.status) + " " + field + ": " + std::string{error.at("message")};
}

TEST(SpeechApi, SpeaksTheInputAsWav) {
  const Response response = speak(R"({"model": "tts-1", "input": "Good day", "voice": "alloy"})");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.content_type, "audio/wav");
  EXPECT_EQ(support::read_tones(response.body.substr(kWavHeader)), "Good day");
}

TEST(SpeechApi, SpeaksTheInputAsBareSamples) {
  const Response response = speak(R"({"input": "hi", "response_format": "pcm", "speed": 2})");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.content_type, "audio/pcm");
  EXPECT_EQ(support::read_tones(response.body, 2.0), "hi");
}

TEST(SpeechApi, TakesThePlainRouteToo) {
  const Response response =
      ask("POST", "/tts", R"({"text": "hi", "voice": "en-US-JennyNeural", "rate": 0.5})");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(support::read_tones(response.body.substr(kWavHeader), 0.5), "hi");
}

TEST(SpeechApi, NamesTheFormatsThatItMakes) {
  EXPECT_EQ(
      refusal(speak(R"({"input": "hi", "response_format": "mp3"})")),
      "400 response_format: 'mp3' is not an audio format of this engine; it makes wav and pcm");
  EXPECT_THAT(refusal(ask("POST", "/tts", R"({"text": "hi", "format": "mp3"})")),
              HasSubstr("400 format: 'mp3' is not"));
}

TEST(SpeechApi, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(refusal(speak(R"({"input": 3})")), "400 input: 'input' must be a string");
  EXPECT_EQ(refusal(speak(R"({})")), "400 input: 'input' must have 1 to 4096 characters; it has 0");
  EXPECT_EQ(refusal(speak(R"({"input": "a", "response_format": []})")),
            "400 response_format: 'response_format' must be a string");
  for (const char* speed : {"0.2", "4.5", "\"fast\"", "true", "1e400"}) {
    const std::string body = std::string{R"({"input": "a", "speed": )"} + speed + "}";
    EXPECT_THAT(refusal(speak(body)), HasSubstr("400 ")) << speed;
  }
}

TEST(SpeechApi, CountsCharactersAndNotBytes) {
  const auto text_of = [](std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) {
      text += "é";
    }
    return json{{"input", text}, {"speed", 4}}.dump();
  };
  EXPECT_EQ(speak(text_of(4096)).status, 200);
  EXPECT_THAT(refusal(speak(text_of(4097))), HasSubstr("it has 4097"));
}

TEST(SpeechApi, RefusesWhatIsNotJson) {
  for (const char* body : {"", "hello", "[1]", "{\"input\":", "{\"input\": \"\xff\"}"}) {
    EXPECT_EQ(refusal(speak(body)), "400 -: the body must be a JSON object in UTF-8") << body;
  }
}

TEST(SpeechApi, TellsUnknownRoutesFromWrongMethods) {
  EXPECT_THAT(refusal(ask("GET", "/speech")),
              HasSubstr("404 -: no route /speech; there are: /, /api/ps, /he"));
  const Response wrong_method = ask("GET", "/tts");
  EXPECT_EQ(refusal(wrong_method), "405 -: /tts takes POST, not GET");
  ASSERT_EQ(wrong_method.headers.size(), 1U);
  EXPECT_EQ(wrong_method.headers.front().first, "Allow");
  EXPECT_EQ(wrong_method.headers.front().second, "POST");
}

TEST(SpeechApi, ListsWhatClientsAskFor) {
  constexpr const char* kHealthy =
      R"({"status":"healthy","model_loaded":true,"engine":"debug-tts","model":"debug-tts"})";
  EXPECT_EQ(ask("GET", "/health").body, kHealthy);
  EXPECT_EQ(ask("GET", "/readyz").body, kHealthy);
  EXPECT_EQ(ask("HEAD", "/healthz").status, 200);
  EXPECT_EQ(json::parse(ask("GET", "/voices").body).at("tone").at("name"), "Tone");
  EXPECT_THAT(ask("GET", "/").body, HasSubstr(R"(data-formats="wav")"));
  EXPECT_EQ(json::parse(ask("GET", "/languages").body).at("languages").at(0).at("code"), "mul");
  EXPECT_EQ(json::parse(ask("GET", "/v1/models").body).at("data").at(0).at("id"), "debug-tts");
  EXPECT_EQ(json::parse(ask("GET", "/v1/audio/voices").body).at("voices").at(0).at("id"), "tone");
}

}  // namespace
}  // namespace voicehub::engines::debug_tts
