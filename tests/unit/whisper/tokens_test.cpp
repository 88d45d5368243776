#include "engines/whisper/tokens.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/text/languages.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/whisper/testdata.hpp"

namespace voicehub::engines::whisper {
namespace {

using testing::ElementsAre;

constexpr const char* kMultilingual = "voice/whisper-assets/multilingual.tiktoken";
constexpr const char* kEnglish = "voice/whisper-assets/gpt2.tiktoken";
constexpr const char* kSherpa = "voice/synthetic/synth-whisper-tokens.txt";

// "a", "b", " ", "ab", " ab", and the three bytes of "音" in two tokens.
constexpr std::string_view kSmall =
    "YQ== 0\n"
    "Yg== 1\n"
    "IA== 2\n"
    "YWI= 3\n"
    "IGFi 4\n"
    "6Z8= 5\n"
    "sw== 6\n";

Vocabulary small() {
  return *Vocabulary::parse(kSmall, "small");
}

std::string fault_of(std::string_view text) {
  const auto vocabulary = Vocabulary::parse(text, "tokens.txt");
  return vocabulary ? "none" : vocabulary.error().message;
}

TEST(SpecialTokens, LieWhereTheModelsHaveThem) {
  const auto english = special_tokens(51864);
  const auto multilingual = special_tokens(51865);
  const auto large_v3 = special_tokens(51866);
  ASSERT_TRUE(english && multilingual && large_v3);
  EXPECT_EQ(*english,
            (SpecialTokens{.end_of_text = 50256,
                           .start_of_transcript = 50257,
                           .first_language = 50258,
                           .language_count = 99,
                           .translate = 50357,
                           .transcribe = 50358,
                           .start_of_model = 50359,
                           .start_of_previous = 50360,
                           .no_speech = 50361,
                           .no_timestamps = 50362,
                           .first_timestamp = 50363,
                           .vocabulary_size = 51864,
                           .multilingual = false}));
  EXPECT_EQ(multilingual->end_of_text, 50257);
  EXPECT_EQ(multilingual->first_language, 50259);
  EXPECT_EQ(multilingual->translate, 50358);
  EXPECT_EQ(multilingual->first_timestamp, 50364);
  EXPECT_EQ(large_v3->language_count, 100);
  EXPECT_EQ(large_v3->translate, 50359);
  EXPECT_EQ(large_v3->no_speech, 50363);
  EXPECT_EQ(large_v3->first_timestamp, 50365);
  for (const auto& tokens : {*english, *multilingual, *large_v3}) {
    EXPECT_EQ(tokens.first_timestamp + kTimestamps, tokens.vocabulary_size);
  }
}

TEST(SpecialTokens, AreUnknownForOtherVocabularies) {
  EXPECT_EQ(special_tokens(51867).error().message, "a Whisper model with 51867 tokens");
  EXPECT_EQ(special_tokens(-1).error().code, ErrorCode::unsupported);
}

TEST(SpecialTokens, NameLanguagesBothWays) {
  const auto multilingual = *special_tokens(51865);
  const auto large_v3 = *special_tokens(51866);
  EXPECT_EQ(language_token(multilingual, "en"), 50259);
  EXPECT_EQ(language_token(multilingual, "su"), 50357);
  EXPECT_EQ(language_token(multilingual, "yue"), std::nullopt);
  EXPECT_EQ(language_token(large_v3, "yue"), 50358);
  EXPECT_EQ(language_token(large_v3, "english"), std::nullopt);
  EXPECT_EQ(language_of(multilingual, 50261), "de");
  EXPECT_EQ(language_of(multilingual, 50258), std::nullopt);
  EXPECT_EQ(language_of(multilingual, 50358), std::nullopt);
  EXPECT_EQ(language_of(large_v3, 50358), "yue");
}

TEST(Languages, AreFoundByNameAndByCode) {
  EXPECT_EQ(languages().size(), 100U);
  EXPECT_EQ(language_name("cy"), "welsh");
  EXPECT_EQ(language_name("xx"), std::nullopt);
  EXPECT_EQ(language_code("Welsh"), "cy");
  EXPECT_EQ(language_code("EN"), "en");
  EXPECT_EQ(language_code("Mandarin"), "zh");
  EXPECT_EQ(language_code("haitian"), "ht");
  EXPECT_EQ(language_code("jv"), "jw");
  EXPECT_EQ(language_code(""), std::nullopt);
  EXPECT_EQ(language_code("klingon"), std::nullopt);
  for (const Language& language : languages()) {
    EXPECT_EQ(language_code(language.name), language.code);
  }
}

TEST(Vocabulary, KnowsTheBytesOfEachTokenAndTheTokenOfTheBytes) {
  const Vocabulary vocabulary = small();
  EXPECT_EQ(vocabulary.size(), 7);
  EXPECT_EQ(vocabulary.bytes(4), " ab");
  EXPECT_EQ(vocabulary.find(" ab"), 4);
  EXPECT_EQ(vocabulary.find("ba"), std::nullopt);
  EXPECT_EQ(vocabulary.bytes(7), "");
  EXPECT_EQ(vocabulary.bytes(-1), "");
}

TEST(Vocabulary, JoinsCharactersThatAreSplitOverTokens) {
  const std::vector<int> tokens{3, 5, 6, 2, 0};
  EXPECT_EQ(small().text(tokens), "ab音 a");
}

TEST(Vocabulary, LeavesOutSpecialTokensAndMarksWhatIsNoCharacter) {
  const std::vector<int> tokens{50364, 0, 5, 1, 6, 50257, -7};
  EXPECT_EQ(small().text(tokens), "a\uFFFDb\uFFFD");
}

TEST(Vocabulary, TakesAnyOrderLineEndAndEmptyLine) {
  const auto vocabulary = Vocabulary::parse("Yg== 1\r\n\r\nYQ== 0", "tokens.txt");
  ASSERT_TRUE(vocabulary);
  EXPECT_EQ(vocabulary->bytes(0), "a");
  EXPECT_EQ(vocabulary->bytes(1), "b");
}

TEST(Vocabulary, NamesTheLineThatIsWrong) {
  constexpr std::string_view kReason = ": not a token in Base64 and its number";
  for (const std::string_view line : {"YQ==",
                                      "YQ== ",
                                      "YQ== x",
                                      "YQ== 1 ",
                                      "YQ==  1",
                                      "YQ== -1",
                                      "YQ== 1.5",
                                      "YQ== 99999999999",
                                      "YQ== 2000000000",
                                      "Y?== 1",
                                      "YQ 1",
                                      "== 1"}) {
    EXPECT_EQ(fault_of("YQ== 0\n" + std::string{line} + "\nYg== 2\n"),
              "tokens.txt:2" + std::string{kReason})
        << line;
  }
}

TEST(Vocabulary, RefusesGapsAndRepetitions) {
  EXPECT_EQ(fault_of("YQ== 0\nYg== 2\n"), "tokens.txt: token 1 is missing");
  EXPECT_EQ(fault_of("YQ== 1\n"), "tokens.txt: token 0 is missing");
  EXPECT_EQ(fault_of("YQ== 0\nYg== 0\n"), "tokens.txt: token 0 is there twice");
  EXPECT_EQ(fault_of(""), "tokens.txt: no tokens");
  EXPECT_EQ(fault_of("\n\n"), "tokens.txt: no tokens");
}

TEST(Vocabulary, RefusesWhatIsTooLargeToBeOne) {
  std::string text;
  text.resize(std::size_t{17} * 1000 * 1000, '\n');
  EXPECT_EQ(fault_of(text), "tokens.txt: 17000000 bytes are too many for a vocabulary");
}

TEST(Vocabulary, IsReadFromAFile) {
  const test::TemporaryFolder folder;
  folder.write("tokens.txt", kSmall);
  const auto vocabulary = Vocabulary::read(folder.path("tokens.txt"));
  ASSERT_TRUE(vocabulary);
  EXPECT_EQ(vocabulary->size(), 7);
  EXPECT_EQ(Vocabulary::read(folder.path("none.txt")).error().code, ErrorCode::not_found);
  EXPECT_FALSE(Vocabulary::read(folder.path()));
}

TEST(Vocabulary, JoinsThePairWithTheLowestNumberFirst) {
  EXPECT_THAT(small().encode("ab ab"), ElementsAre(3, 4));
  EXPECT_THAT(small().encode("ba"), ElementsAre(1, 0));
  EXPECT_THAT(small().encode("音"), ElementsAre(5, 6));
  EXPECT_THAT(small().encode(""), ElementsAre());
}

TEST(Vocabulary, EncodesALongWordInTheTimeOfManyShortOnes) {
  std::string word;
  word.resize(std::size_t{1000} * 1000, 'b');
  EXPECT_EQ(small().text(small().encode(word)), word);
}

TEST(Vocabulary, OfOpenAiAndOfSherpaIsTheSame) {
  VH_NEEDS_TESTDATA(kMultilingual);
  VH_NEEDS_TESTDATA(kSherpa);
  const auto openai = Vocabulary::read(testdata(kMultilingual));
  const auto sherpa = Vocabulary::read(testdata(kSherpa));
  ASSERT_TRUE(openai && sherpa);
  EXPECT_EQ(openai->size(), 50257);
  EXPECT_EQ(openai->bytes(50256), "");
  ASSERT_EQ(sherpa->size(), openai->size());
  for (int token = 0; token < openai->size(); ++token) {
    ASSERT_EQ(openai->bytes(token), sherpa->bytes(token));
  }
}

TEST(Vocabulary, OfEnglishModelsHasOneTokenLess) {
  VH_NEEDS_TESTDATA(kEnglish);
  const auto vocabulary = Vocabulary::read(testdata(kEnglish));
  ASSERT_TRUE(vocabulary);
  EXPECT_EQ(vocabulary->size(), special_tokens(51864)->end_of_text);
  EXPECT_THAT(vocabulary->encode("Hello world"), ElementsAre(15496, 995));
  EXPECT_THAT(vocabulary->encode(" it's"), ElementsAre(340, 338));
}

TEST(Vocabulary, SpellsEveryTextThatItEncodes) {
  VH_NEEDS_TESTDATA(kMultilingual);
  const auto vocabulary = Vocabulary::read(testdata(kMultilingual));
  ASSERT_TRUE(vocabulary);
  for (const std::string text : {" And so, my fellow Americans, ask not",
                                 "  two  spaces\n\tand\r\nlines ",
                                 "naïve 東京 \U0001F600 1234567 it's we'll 'x",
                                 " -- ((( ♪♪♪"}) {
    EXPECT_EQ(vocabulary->text(vocabulary->encode(text)), text);
  }
  EXPECT_THAT(vocabulary->encode(" And so my fellow Americans"),
              ElementsAre(400, 370, 452, 7177, 6280));
}

TEST(TextStream, HoldsACharacterBackUntilItIsWhole) {
  const Vocabulary vocabulary = small();
  TextStream stream{vocabulary};
  EXPECT_EQ(stream.add(3), "ab");
  EXPECT_EQ(stream.add(5), "");
  EXPECT_EQ(stream.add(50364), "");
  EXPECT_EQ(stream.add(6), "音");
  EXPECT_EQ(stream.add(5), "");
  EXPECT_EQ(stream.finish(), "\uFFFD");
  EXPECT_EQ(stream.finish(), "");
}

TEST(TextStream, GoesOnAfterACharacterThatIsBroken) {
  const Vocabulary vocabulary = small();
  TextStream stream{vocabulary};
  EXPECT_EQ(stream.add(5), "");
  EXPECT_EQ(stream.add(0), "\uFFFDa");
  EXPECT_EQ(stream.add(6), "\uFFFD");
}

}  // namespace
}  // namespace voicehub::engines::whisper
