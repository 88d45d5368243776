#include "engines/speech/voice_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

VoiceTable english_and_french() {
  return VoiceTable{{{.id = "slt", .name = "Slt", .language = "en-US"},
                     {.id = "rms", .name = "Rms", .language = "en-US"},
                     {.id = "fr", .name = "French", .language = "fr"}}};
}

std::string found(const VoiceTable& table, const std::string& name) {
  const auto voice = table.find(name);
  return voice ? voice->id : voice.error().message;
}

TEST(VoiceTable, KnowsItsVoicesAndTheNamesThatOtherServersHaveForThem) {
  const VoiceTable table = english_and_french();
  EXPECT_EQ(found(table, ""), "slt");
  EXPECT_EQ(found(table, "rms"), "rms");
  EXPECT_EQ(found(table, "alloy"), "slt");
  EXPECT_EQ(found(table, "en-US-JennyNeural"), "slt");
  EXPECT_EQ(found(table, "fr-FR-DeniseNeural"), "fr");
}

TEST(VoiceTable, NeverTakesAnotherVoiceInSilence) {
  const VoiceTable table = english_and_french();
  EXPECT_EQ(found(table, "nobody"), "there is no voice 'nobody'; there are slt, rms, fr");
  EXPECT_THAT(found(table, "ar-SA-HamedNeural"),
              HasSubstr("stands for lang:ar, which this engine does not have"));
  EXPECT_THAT(table.aliases(), Contains("fr-FR-DeniseNeural"));
  EXPECT_THAT(table.aliases(), Not(Contains("ar-SA-HamedNeural")));
}

TEST(VoiceTable, IsAddedToByAFileAndReplacedByIt) {
  VoiceTable table = english_and_french();
  ASSERT_TRUE(table.add("# ours\n\nnews = rms\nalloy=fr # for once\n", "voices.conf"));
  EXPECT_EQ(found(table, "news"), "rms");
  EXPECT_EQ(found(table, "alloy"), "fr");
}

TEST(VoiceTable, SaysWhereItsFileIsWrong) {
  VoiceTable table = english_and_french();
  EXPECT_EQ(table.add("news = rms\nnews\n", "voices.conf").error().message,
            "voices.conf:2: 'news' is not 'name = voice'");
  EXPECT_FALSE(table.add("= rms", "voices.conf"));
  EXPECT_FALSE(table.add("news =", "voices.conf"));
}

}  // namespace
}  // namespace voicehub::engines
