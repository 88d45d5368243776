#include "core/engine/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParseStatus, ReadsTheStatusOfAHealthAnswer) {
  EXPECT_EQ(parse_status(R"({"status": "Healthy", "model_loaded": true})"), "healthy");
  EXPECT_EQ(parse_status(R"({"message": "OK"})"), std::nullopt);
  EXPECT_EQ(parse_status(R"({"status": 200})"), std::nullopt);
  EXPECT_EQ(parse_status("OK"), std::nullopt);
  EXPECT_EQ(parse_status(""), std::nullopt);
}

TEST(ParseNames, ReadsEveryFormOfListing) {
  EXPECT_THAT(parse_names(R"({"voices": [{"id": "a", "name": "A"}, {"id": "b"}]})", "voices"),
              ElementsAre("a", "b"));
  EXPECT_THAT(parse_names(R"({"languages": [{"code": "en", "name": "English"}]})", "languages"),
              ElementsAre("en"));
  EXPECT_THAT(parse_names(R"({"voices": ["slt", "rms"]})", "voices"), ElementsAre("slt", "rms"));
  EXPECT_THAT(parse_names(R"(["en", "de"])", "languages"), ElementsAre("en", "de"));
  EXPECT_THAT(parse_names(R"({"en_US-amy": {"audio": {}}})", "voices"), ElementsAre("en_US-amy"));
}

TEST(ParseNames, FindsNoneInWhatIsNoListing) {
  EXPECT_THAT(parse_names(R"({"voices": []})", "voices"), IsEmpty());
  EXPECT_THAT(parse_names(R"({"voices": 3})", "voices"), IsEmpty());
  EXPECT_THAT(parse_names(R"({"voices": [3, {"size": 1}, null]})", "voices"), IsEmpty());
  EXPECT_THAT(parse_names(R"({"status": "ok"})", "voices"), IsEmpty());
  EXPECT_THAT(parse_names("<html>", "voices"), IsEmpty());
}

TEST(ParseVoices, TakesWhatEachDialectTells) {
  const std::vector<Voice> own{{"slt", "Slt", "en-US"}};
  EXPECT_EQ(parse_voices(R"({"voices":[{"id":"slt","name":"Slt","language":"en-US"}]})", "voices"),
            own);
  const std::vector<Voice> piper{{"amy", "amy", "en_US"}};
  EXPECT_EQ(parse_voices(R"({"amy":{"language":{"code":"en_US","family":"en"}}})", "voices"),
            piper);
  const std::vector<Voice> plain{{"a", "a", ""}, {"b", "b", ""}};
  EXPECT_EQ(parse_voices(R"(["a","b"])", "voices"), plain);
  const std::vector<Voice> languages{{"de", "German", "de"}};
  EXPECT_EQ(parse_voices(R"({"languages":[{"code":"de","name":"German"}]})", "languages"),
            languages);
  EXPECT_THAT(parse_voices("<html>", "voices"), IsEmpty());
}

TEST(ParseError, FindsTheMessageInEveryDialect) {
  EXPECT_EQ(parse_error(R"({"error": {"message": "no such voice", "code": null}})"),
            "no such voice");
  EXPECT_EQ(parse_error(R"({"error": "no file"})"), "no file");
  EXPECT_EQ(parse_error(R"({"detail": "Not Found"})"), "Not Found");
  EXPECT_EQ(parse_error(R"({"detail": [{"loc": ["input"]}]})"),
            R"({"detail": [{"loc": ["input"]}]})");
  EXPECT_EQ(parse_error("Internal Server Error\nat line 3"), "Internal Server Error");
  EXPECT_EQ(parse_error(""), "");
}

TEST(ParseError, QuotesNoMoreThanALine) {
  EXPECT_EQ(parse_error(std::string(5000, 'x')).size(), 200U);
}

TEST(ParseTranscript, TakesTheTextOfJsonAndOfPlainAnswers) {
  EXPECT_EQ(parse_transcript(R"({"text": " Hello. "})"), "Hello.");
  EXPECT_EQ(parse_transcript("Hello.\n"), "Hello.");
  EXPECT_EQ(parse_transcript(R"({"segments": []})"), "");
}

TEST(ToJson, SurvivesTextThatIsNotUtf8) {
  EXPECT_EQ(to_json({{"input", "a\xff"}}), "{\"input\":\"a\xef\xbf\xbd\"}");
}

}  // namespace
}  // namespace voicehub::engine
