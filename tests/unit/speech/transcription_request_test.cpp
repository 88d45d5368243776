#include "engines/speech/transcription_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TranscriptionRequest parsed(std::vector<FormPart> parts) {
  parts.push_back({.name = "file", .file_name = "a.wav", .content = "RIFF"});
  return parse_transcription(parts).value();
}

std::string refusal(std::vector<FormPart> parts) {
  parts.push_back({.name = "file", .file_name = "a.wav", .content = "RIFF"});
  const auto request = parse_transcription(parts);
  return request ? "accepted" : request.error().body;
}

FormPart field(std::string_view name, std::string_view content) {
  return {.name = name, .file_name = {}, .content = content};
}

TEST(TranscriptionRequest, NeedsNothingButAFile) {
  const auto request = parsed({});
  EXPECT_EQ(request.file, "RIFF");
  EXPECT_EQ(request.format, TranscriptFormat::json);
  EXPECT_TRUE(request.with_segments);
  EXPECT_FALSE(request.options.words);
  EXPECT_THAT(parse_transcription({}).error().body, HasSubstr("\"param\":\"file\""));
}

TEST(TranscriptionRequest, TakesGranularitiesInEachWayThatClientsWriteThem) {
  for (const char* name : {"timestamp_granularities", "timestamp_granularities[]"}) {
    const auto words = parsed({field(name, "word")});
    EXPECT_TRUE(words.options.words) << name;
    EXPECT_FALSE(words.with_segments) << name;
    const auto both = parsed({field(name, "word"), field(name, "segment")});
    EXPECT_TRUE(both.options.words && both.with_segments) << name;
  }
  EXPECT_TRUE(parsed({field("timestamp_granularities", "word,segment")}).with_segments);
  EXPECT_THAT(refusal({field("timestamp_granularities[]", "letter")}),
              HasSubstr("word and segment"));
}

TEST(TranscriptionRequest, KnowsLanguagesByCodeAndByName) {
  EXPECT_EQ(parsed({field("language", "de")}).options.language, "de");
  EXPECT_EQ(parsed({field("language", "German")}).options.language, "de");
  EXPECT_EQ(parsed({field("language", "en-US")}).options.language, "en");
  EXPECT_EQ(parsed({field("language", "auto")}).options.language, "");
  EXPECT_THAT(refusal({field("language", "klingon")}), HasSubstr("\"param\":\"language\""));
}

TEST(TranscriptionRequest, RefusesValuesByTheNameOfTheirField) {
  EXPECT_THAT(refusal({field("response_format", "diarized_json")}), HasSubstr("verbose_json"));
  for (const char* number : {"nan", "-0.1", "1.5", "hot", "0.5x", "inf"}) {
    EXPECT_THAT(refusal({field("temperature", number)}), HasSubstr("\"param\":\"temperature\""))
        << number;
  }
  EXPECT_THAT(refusal({field("stream", "maybe")}), HasSubstr("\"param\":\"stream\""));
  EXPECT_THAT(refusal({field("prompt", std::string(5000, 'x'))}),
              HasSubstr("\"param\":\"prompt\""));
  EXPECT_THAT(refusal({field("language", "\xff\xfe")}), HasSubstr("\"param\":\"language\""));
}

TEST(TranscriptionRequest, TakesThePartOfTheRecordingThatWhisperCppClientsName) {
  EXPECT_EQ(parsed({}).part.offset, 0ms);
  EXPECT_EQ(parsed({field("duration", "0")}).part.length, std::nullopt) << "all of it";
  const auto request = parsed({field("offset_t", "1500"), field("duration", "2000")});
  EXPECT_EQ(request.part.offset, 1500ms);
  EXPECT_EQ(request.part.length, 2000ms);
  for (const char* number : {"-1", "1.5", "soon", "99999999999"}) {
    EXPECT_THAT(refusal({field("offset_t", number)}), HasSubstr("\"param\":\"offset_t\""))
        << number;
  }
}

TEST(TranscriptionRequest, AcceptsWhatItDoesNotKnow) {
  EXPECT_EQ(refusal({field("chunking_strategy", "auto"), field("include[]", "logprobs")}),
            "accepted");
}

}  // namespace
}  // namespace voicehub::engines
