#include "engines/wyoming/voice_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines::wyoming {
namespace {

using testing::HasSubstr;

VoiceTable table() {
  return VoiceTable{{{.id = "ann", .name = "Ann", .language = "en-US"},
                     {.id = "bea", .name = "Bea", .language = "en-GB", .speakers = {"one", "two"}},
                     {.id = "eva", .name = "Eva", .language = "de-DE"}}};
}

// "voice/speaker", or what was wrong.
std::string chosen(const std::string& wanted) {
  const auto data = EventData::parse(wanted);
  EXPECT_TRUE(data) << wanted;
  const auto choice = choose_voice(table(), data.value_or(EventData{}));
  return choice ? choice->voice + "/" + choice->speaker : choice.error().message;
}

TEST(WyomingVoice, IsTheFirstWhenNoneIsNamed) {
  EXPECT_EQ(chosen("{}"), "ann/");
  EXPECT_EQ(chosen(R"({"name":null,"language":""})"), "ann/");
  EXPECT_EQ(chosen(R"({"name":"default"})"), "ann/");
}

TEST(WyomingVoice, HasTheNameThatIsAskedForWhateverItsLanguage) {
  EXPECT_EQ(chosen(R"({"name":"eva","language":"en"})"), "eva/");
  EXPECT_EQ(chosen(R"({"name":"bea","speaker":"two"})"), "bea/two");
}

TEST(WyomingVoice, IsFoundByItsSpeaker) {
  EXPECT_EQ(chosen(R"({"speaker":"two"})"), "bea/two");
}

TEST(WyomingVoice, IsFoundByItsLanguageInEitherSpelling) {
  EXPECT_EQ(chosen(R"({"language":"en_GB"})"), "bea/");
  EXPECT_EQ(chosen(R"({"language":"DE-de"})"), "eva/");
  EXPECT_EQ(chosen(R"({"language":"de"})"), "eva/");
  EXPECT_EQ(chosen(R"({"language":"en-AU"})"), "ann/");
}

TEST(WyomingVoice, IsNeverAnotherOneInSilence) {
  EXPECT_THAT(chosen(R"({"name":"nobody"})"), HasSubstr("'nobody'"));
  EXPECT_THAT(chosen(R"({"language":"fr"})"), HasSubstr("'fr'"));
  EXPECT_THAT(chosen(R"({"speaker":"nobody"})"), HasSubstr("'nobody'"));
  EXPECT_THAT(chosen(R"({"name":"ann","speaker":"two"})"), HasSubstr("'two'"));
}

}  // namespace
}  // namespace voicehub::engines::wyoming
