#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/espeak/plain_text.hpp"
#include "engines/espeak/voice_list.hpp"

namespace voicehub::engines::espeak {
namespace {

using testing::ElementsAre;

VoiceList list() {
  return VoiceList{{
      {.name = "French (France)", .file = "roa/fr", .languages = {"fr-fr", "fr"}},
      {.name = "French (Belgium)", .file = "roa/fr-BE", .languages = {"fr-be", "fr"}},
      {.name = "English (Great Britain)", .file = "gmw/en", .languages = {"en-gb", "en"}},
      {.name = "English (America)", .file = "gmw/en-US", .languages = {"en-us", "en"}},
      {.name = "Basque", .file = "eu", .languages = {"eu"}},
      {.name = "Another", .file = "x/eu", .languages = {}},
  }};
}

std::string found(std::string_view name) {
  const auto voice = list().find(name);
  return voice ? voice->voice.id : voice.error().hint;
}

TEST(EspeakVoiceList, BeginsWithTheDefaultAndHasEachIdOnce) {
  std::vector<std::string> ids;
  const VoiceList voices = list();
  for (const ListedVoice& listed : voices.all()) {
    ids.push_back(listed.voice.id + " " + listed.voice.language);
  }
  EXPECT_THAT(
      ids, ElementsAre("en-us en-US", "en en-GB", "eu eu", "fr fr-FR", "fr-be fr-BE", "x/eu x/eu"));
}

TEST(EspeakVoiceList, FindsAVoiceByAllOfItsNamesAndItsIdFirst) {
  EXPECT_EQ(found(""), "en-us");
  EXPECT_EQ(found("en-us"), "en-us");
  EXPECT_EQ(found("en-US"), "en-us");
  EXPECT_EQ(found("en"), "en");
  EXPECT_EQ(found("en-gb"), "en");
  EXPECT_EQ(found("fr"), "fr");
  EXPECT_EQ(found("fr-fr"), "fr");
  EXPECT_EQ(found("roa/fr-BE"), "fr-be");
  EXPECT_EQ(found("French (Belgium)"), "fr-be");
  EXPECT_EQ(found("en-uk"), "did you mean 'en-us'?");
}

TEST(EspeakVoiceList, WritesLanguagesAsOthersDo) {
  EXPECT_EQ(bcp47("en-us"), "en-US");
  EXPECT_EQ(bcp47("cmn-latn-pinyin"), "cmn-Latn-pinyin");
  EXPECT_EQ(bcp47("en-gb-x-rp"), "en-GB-x-rp");
  EXPECT_EQ(bcp47("chr-US-Qaaa-x-west"), "chr-US-Qaaa-x-west");
  EXPECT_EQ(bcp47("es-419"), "es-419");
  EXPECT_EQ(bcp47("ca-ba"), "ca-x-ba");
  EXPECT_EQ(bcp47("piqd"), "tlh-Piqd");
}

TEST(EspeakPlainText, HasNoCommandsForTheLibrary) {
  using namespace std::string_literals;
  EXPECT_EQ(plain_text("a\x01"s + "50P\0b\tc\nd\x7F"s), "a 50P b c\nd ");
  EXPECT_EQ(plain_text("\xC3"), "\xEF\xBF\xBD");
  EXPECT_EQ(plain_text("é"), "é");
}

}  // namespace
}  // namespace voicehub::engines::espeak
