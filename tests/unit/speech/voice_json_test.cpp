#include "engines/speech/voice_json.hpp"

#include <memory>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace voicehub::engines {
namespace {

using nlohmann::json;

VoiceTable table() {
  const auto config = std::make_shared<const std::string>(R"({"num_speakers": 2, "dataset": "d"})");
  return VoiceTable{{{.id = "slt", .name = "SLT", .language = "en-US"},
                     {.id = "duo",
                      .name = "Duo, Deutsch",
                      .language = "de-DE",
                      .speakers = {"low", "high"},
                      .piper_config = config},
                     {.id = "an", .name = "Aragonese", .language = "an"},
                     {.id = "ht", .name = "Haitian", .language = "ht"}}};
}

TEST(VoiceJson, ListsTheSpeakersOfAVoiceThatHasSeveral) {
  const json voices = json::parse(voices_json(table())).at("voices");
  EXPECT_FALSE(voices.at(0).contains("speakers"));
  EXPECT_EQ(voices.at(1).at("speakers"), (json{"low", "high"}));
}

TEST(VoiceJson, HasForPipersClientsWhatStandsBesideAVoice) {
  const json voices = json::parse(piper_voices_json(table()));
  EXPECT_EQ(voices.at("duo"), (json{{"num_speakers", 2}, {"dataset", "d"}}));
  EXPECT_EQ(voices.at("slt").at("language"), "en-US");
}

TEST(VoiceJson, NamesLanguagesAsPeopleDo) {
  const json answer = json::parse(languages_json(table()));
  EXPECT_EQ(answer.at("count"), 4);
  EXPECT_EQ(answer.at("languages"),
            (json{{{"code", "an"}, {"name", "Aragonese"}},
                  {{"code", "de-DE"}, {"name", "German (DE)"}},
                  {{"code", "en-US"}, {"name", "English (US)"}},
                  {{"code", "ht"}, {"name", "Haitian Creole"}}}));
}

}  // namespace
}  // namespace voicehub::engines
