#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/piper/phoneme_ids.hpp"
#include "engines/piper/raw_phonemes.hpp"

namespace voicehub::engines::piper {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

VoiceConfig letters() {
  VoiceConfig config;
  config.phoneme_id_map = {{"_", {0}},
                           {"^", {1}},
                           {"$", {2}},
                           {" ", {3}},
                           {",", {8}},
                           {".", {10}},
                           {"a", {14}},
                           {"c", {16}},
                           {"k", {23}},
                           {"ç", {40}},
                           {"ɪ", {74}},
                           {"\u0327", {140}}};
  return config;
}

std::string joined(const std::vector<std::string>& symbols) {
  std::string text;
  for (const std::string& symbol : symbols) {
    text += "[" + symbol + "]";
  }
  return text;
}

std::vector<std::string> runs(const std::string& phonemes,
                              std::size_t longest,
                              const VoiceConfig& config = letters()) {
  std::vector<std::string> texts;
  const Symbols symbols = symbols_of(phonemes, config);
  for (const Run& run : runs_of(symbols.known, config, longest)) {
    std::string text;
    for (const std::string& symbol : run.symbols) {
      text += symbol;
    }
    texts.push_back(text);
  }
  return texts;
}

TEST(PiperPhonemeIds, StandBetweenPads) {
  EXPECT_THAT(ids_of({"a", "."}, letters()), ElementsAre(1, 0, 14, 0, 10, 0, 2));
  EXPECT_THAT(ids_of({}, letters()), ElementsAre(1, 0, 2));
}

TEST(PiperPhonemeIds, AreThoseOfTheVoicesOwnMap) {
  VoiceConfig config = letters();
  config.phoneme_id_map["_"] = {7};
  config.phoneme_id_map["^"] = {5, 6};
  config.phoneme_id_map["a"] = {14, 161};
  EXPECT_THAT(ids_of({"a"}, config), ElementsAre(5, 6, 7, 14, 161, 7, 2));
}

// As Piper trains them, though the map has a "ç" of one code point too.
TEST(PiperSymbols, AreDecomposed) {
  EXPECT_EQ(joined(symbols_of("ça", letters()).known), "[c][\u0327][a]");
}

TEST(PiperSymbols, AreTheLongestThatFit) {
  VoiceConfig config = letters();
  config.phoneme_id_map["aɪ"] = {161};
  config.vowel_clusters = {{"a", "ɪ"}};
  EXPECT_EQ(joined(symbols_of("aɪaka", config).known), "[aɪ][a][k][a]");
  EXPECT_THAT(ids_of(symbols_of("aɪ", config).known, config), ElementsAre(1, 0, 161, 0, 2));
}

TEST(PiperSymbols, LeaveOutTheFlagsOfALanguage) {
  EXPECT_EQ(joined(symbols_of("(en)a(fr) k", letters()).known), "[a][ ][k]");
  EXPECT_EQ(joined(symbols_of("a(", letters()).known), "[a]");
}

TEST(PiperSymbols, FollowThePhonemeMapOfTheVoice) {
  VoiceConfig config = letters();
  config.phoneme_map = {{"c", {"k"}}, {"aa", {"a", ",", "a"}}};
  EXPECT_EQ(joined(symbols_of("caa", config).known), "[k][a][,][a]");
}

TEST(PiperSymbols, NameOnceWhatTheVoiceHasNotLearnt) {
  const Symbols symbols = symbols_of("aθaθʘ", letters());
  EXPECT_EQ(joined(symbols.known), "[a][a]");
  EXPECT_THAT(symbols.unknown, ElementsAre("θ", "ʘ"));
  EXPECT_THAT(symbols_of("", letters()).known, IsEmpty());
}

TEST(PiperSymbols, AreSmallLettersWhereThereAreNoOthers) {
  EXPECT_EQ(joined(symbols_of("KA", letters()).known), "[k][a]");
}

TEST(PiperSymbols, SurviveBytesThatAreNoText) {
  EXPECT_EQ(joined(symbols_of("a\xFF\xC3", letters()).known), "[a]");
}

// Each symbol is an id and a pad.
TEST(PiperRuns, AreWholeSentencesWhileTheyAreShort) {
  EXPECT_THAT(runs("ka, ka.", 14), ElementsAre("ka, ka."));
  EXPECT_THAT(runs("", 14), IsEmpty());
}

TEST(PiperRuns, AreCutBehindAMarkThenAtABlankThenAnywhere) {
  EXPECT_THAT(runs("ka, ka ka.", 18), ElementsAre("ka,", " ka ka."));
  EXPECT_THAT(runs("ka kaka kaka.", 18), ElementsAre("ka kaka ", "kaka."));
  EXPECT_THAT(runs("kakakaka", 6), ElementsAre("kak", "aka", "ka"));
  EXPECT_THAT(runs("kak", 1), ElementsAre("k", "a", "k")) << "each run has a symbol at least";
}

TEST(PiperRuns, LoseNothing) {
  std::string phonemes;
  for (int i = 0; i < 500; ++i) {
    phonemes += i % 7 == 0 ? "ka, " : i % 3 == 0 ? "kak " : "a";
  }
  std::string together;
  for (const std::string& run : runs(phonemes, 300)) {
    EXPECT_LE(run.size(), 150U);
    together += run;
  }
  EXPECT_EQ(together, phonemes);
}

TEST(PiperRuns, EndWithThePhonemesThatHaveASilence) {
  VoiceConfig config = letters();
  config.phoneme_silence = {{",", 0.25}};
  const auto made = runs_of(symbols_of("a,a", config).known, config);
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].silence_after, 0.25);
  EXPECT_EQ(made[1].silence_after, 0.0);
}

TEST(PiperRawPhonemes, StandInDoubleBrackets) {
  EXPECT_THAT(parts_of("say [[ həlˈoʊ ]] to [[hɜː]]."),
              ElementsAre(TextPart{"say", false},
                          TextPart{"həlˈoʊ", true},
                          TextPart{"to", false},
                          TextPart{"hɜː", true},
                          TextPart{".", false}));
  EXPECT_THAT(parts_of("a [[ b"), ElementsAre(TextPart{"a [[ b", false}));
  EXPECT_THAT(parts_of("a ]] b"), ElementsAre(TextPart{"a ]] b", false}));
  EXPECT_THAT(parts_of("[[ ]]"), IsEmpty());
  EXPECT_THAT(parts_of(""), IsEmpty());
}

}  // namespace
}  // namespace voicehub::engines::piper
