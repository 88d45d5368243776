#include "core/engine/transcription.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/engine/routes.hpp"
#include "engines/runtime/router.hpp"
#include "tests/support/local_engine.hpp"

namespace voicehub::engine {
namespace {

using support::LocalEngine;
using testing::HasSubstr;

ReadFile reader(const std::string& file) {
  return [&file](std::uint64_t offset, std::size_t most) -> Result<std::string> {
    return file.substr(std::min<std::size_t>(offset, file.size()), most);
  };
}

// What a server of the plain kind, without OpenAI's route, was sent.
struct Sent {
  std::string body;
  std::string length;
};

Sent send_to_plain_server(const TranscriptionRequest& transcription, const std::string& file) {
  Sent sent;
  engines::Router router;
  router.add("POST", "/inference", engines::at_once([&](const engines::Request& request) {
               sent = {request.body, std::string{request.header("Content-Length")}};
               return engines::Response{.body = R"({"text":"hello"})"};
             }));
  LocalEngine engine{std::move(router)};
  const Send send = [&](http::Request request) {
    request.source = transcription_body(transcription, reader(file));
    return engine.client().send(std::move(request));
  };
  for (http::Request& request : transcription_requests(transcription)) {
    const auto response = engine.wait(send(std::move(request)));
    EXPECT_TRUE(response) << response.error().cause;
  }
  return sent;
}

TEST(Transcription, SendsTheFileWithItsLengthToTheRouteThatIsThere) {
  const std::string file(300'000, 'x');  // more than one piece
  const TranscriptionRequest transcription{.file_name = "a \"b\".flac",
                                           .file_bytes = file.size(),
                                           .model = "tiny",
                                           .language = "en",
                                           .as = "srt"};
  const Sent sent = send_to_plain_server(transcription, file);
  EXPECT_EQ(sent.length, std::to_string(sent.body.size()));
  EXPECT_THAT(sent.body, HasSubstr("name=\"model\"\r\n\r\ntiny\r\n"));
  EXPECT_THAT(sent.body, HasSubstr("name=\"language\"\r\n\r\nen\r\n"));
  EXPECT_THAT(sent.body, HasSubstr("name=\"response_format\"\r\n\r\nsrt\r\n"));
  EXPECT_THAT(sent.body, HasSubstr("filename=\"a %22b%22.flac\"\r\nContent-Type: audio/flac\r\n"));
  EXPECT_THAT(sent.body, HasSubstr("\r\n\r\n" + file + "\r\n--voicehub-form"));
}

TEST(Transcription, AsksForTextInTheFormThatEveryEngineHas) {
  const Sent sent =
      send_to_plain_server({.file_name = "a.wav", .file_bytes = 1, .as = "text"}, "x");
  EXPECT_THAT(sent.body, HasSubstr("name=\"response_format\"\r\n\r\njson\r\n"));
  EXPECT_THAT(sent.body, testing::Not(HasSubstr("language")));
}

TEST(Transcription, AsksForJsonWithTheTimesInIt) {
  const Sent sent =
      send_to_plain_server({.file_name = "a.wav", .file_bytes = 1, .as = "json"}, "x");
  EXPECT_THAT(sent.body, HasSubstr("name=\"response_format\"\r\n\r\nverbose_json\r\n"));
}

TEST(ParseTranscription, TakesWhatWasAskedForAndNothingElse) {
  const http::Response json{.status = 200, .body = R"({"text": " Hello. "})"};
  const http::Response srt{.status = 200, .body = "1\n00:00:00,000 --> 00:00:01,000\nHello.\n\n"};
  EXPECT_EQ(*parse_transcription(json, "text"), "Hello.");
  EXPECT_EQ(*parse_transcription(json, "json"), R"({"text": " Hello. "})");
  EXPECT_EQ(*parse_transcription(srt, "srt"), "1\n00:00:00,000 --> 00:00:01,000\nHello.");
  EXPECT_EQ(parse_transcription(json, "srt").error().message,
            "the engine was asked for srt and sent json");
  EXPECT_FALSE(parse_transcription(srt, "json"));
}

}  // namespace
}  // namespace voicehub::engine
