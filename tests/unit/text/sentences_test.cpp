#include "engines/text/sentences.hpp"

#include <algorithm>
#include <cctype>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/text/characters.hpp"
#include "engines/text/utf8.hpp"
#include "tests/unit/text/split_cases.hpp"

namespace voicehub::engines {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) {
    result += text;
  }
  return result;
}

std::string without_blanks(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const utf8::Character character = utf8::first_character(text);
    if (!is_blank(character.code)) {
      result += text.substr(0, character.size);
    }
    text.remove_prefix(character.size);
  }
  return result;
}

std::string joined_without_blanks(const std::vector<std::string>& pieces) {
  std::string all;
  for (const std::string& piece : pieces) {
    all += without_blanks(piece);
  }
  return all;
}

std::vector<std::string> streamed(std::string_view text,
                                  std::size_t chunk,
                                  const SplitOptions& options = {}) {
  SentenceStream stream{options};
  std::vector<std::string> pieces;
  for (std::size_t start = 0; start < text.size(); start += chunk) {
    std::ranges::move(stream.add(text.substr(start, chunk)), std::back_inserter(pieces));
  }
  std::ranges::move(stream.finish(), std::back_inserter(pieces));
  return pieces;
}

// A text of what sentences are made of, and of what they are not.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> parts{
      "a",        "I",        "Dr.",    "U.S.",   "3",
      "1.",       ".",        ",",      "; ",     " ",
      "\n",       "\r",       "\t",     "...",    "!",
      "?",        "\"",       "(",      ")",      "»",
      "«",        "“",        "”",      "。",     "」",
      "「",       "，",       "と",     "音",     "é",
      "É",        "—",        "-",      "؟",      "।",
      "क्ष",       "\u0301",   "\u200D", "😀",     "\xFF",
      "\xE2\x82", "\xF0\x9F", "\u00A0", "\u2028", "The",
      "etc.",     "b) ",      "@",      "*",      std::string(1, '\0')};
  std::uniform_int_distribution<std::size_t> part{0, parts.size() - 1};
  std::string text;
  for (int i = 0; i < 60; ++i) {
    text += parts[part(random)];
  }
  return text;
}

class SplitSentences : public testing::TestWithParam<SplitCase> {};

TEST_P(SplitSentences, FindsTheSentencesOfRealText) {
  EXPECT_THAT(split_sentences(GetParam().text()), ElementsAreArray(GetParam().sentences()));
}

TEST_P(SplitSentences, FindsTheSameInATextThatArrivesInPieces) {
  for (const std::size_t chunk : {1U, 2U, 3U, 5U, 7U, 11U}) {
    EXPECT_THAT(streamed(GetParam().text(), chunk), ElementsAreArray(GetParam().sentences()))
        << "pieces of " << chunk;
  }
}

// "et cetera" as "EtCetera7".
std::string test_name(const testing::TestParamInfo<SplitCase>& info) {
  std::string name;
  for (const char letter : info.param.name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0) {
      name += letter;
    }
  }
  return name + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(Languages, SplitSentences, testing::ValuesIn(split_cases()), test_name);

TEST(SplitSentencesLines, EndASentenceUnlessTheNextGoesOnInSmallLetters) {
  EXPECT_THAT(split_sentences("A heading\nThe text goes on\nin small letters.\nNext line"),
              ElementsAre("A heading", "The text goes on in small letters.", "Next line"));
  EXPECT_THAT(split_sentences("one\r\ntwo\r\n\r\nthree\rFour"),
              ElementsAre("one two", "three", "Four"));
  EXPECT_THAT(split_sentences("one\u2029two\n \t\nthree"), ElementsAre("one", "two", "three"));
  EXPECT_THAT(split_sentences("ask Dr.\nWatson.\nNow"), ElementsAre("ask Dr. Watson.", "Now"));
}

TEST(SplitSentencesLines, AreSentencesInLists) {
  EXPECT_THAT(split_sentences("Buy:\n- milk\n- bread\n* salt"),
              ElementsAre("Buy:", "- milk", "- bread", "* salt"));
  EXPECT_THAT(split_sentences("1. First.\n2. Second thing\n10) Last"),
              ElementsAre("1. First.", "2. Second thing", "10) Last"));
  EXPECT_THAT(split_sentences("a) one\nb) two\niv) three\nc. four\nfive"),
              ElementsAre("a) one", "b) two", "iv) three", "c. four five"));
}

TEST(SplitSentences, HasNoPiecesOfNothing) {
  for (const char* text : {"", " ", "\n\n \t\u00A0\u3000"}) {
    EXPECT_THAT(split_sentences(text), IsEmpty()) << text;
  }
}

TEST(SplitSentences, KeepsPunctuationWithTheWordsThatFollow) {
  EXPECT_THAT(split_sentences("! Hello. ??? Yes."), ElementsAre("! Hello. ???", "Yes."));
  EXPECT_THAT(split_sentences("---\n\nText"), ElementsAre("--- Text"));
  EXPECT_THAT(split_sentences("..."), ElementsAre("..."));
}

TEST(SplitSentences, MakesBlanksInARowOneSpace) {
  EXPECT_THAT(split_sentences("  a \t\u00A0 b.\u3000\u3000C  "), ElementsAre("a b.", "C"));
}

TEST(LongSentences, AreCutAtTheLastCommaOrSemicolon) {
  const SplitOptions options{.longest = 20};
  EXPECT_THAT(split_sentences("first part, second; third part goes on", options),
              ElementsAre("first part, second;", "third part goes on"));
  EXPECT_THAT(split_sentences("what 1,000,000 people said yesterday", options),
              ElementsAre("what 1,000,000", "people said", "yesterday"));
  EXPECT_THAT(split_sentences("“one two three,” she said at last", options),
              ElementsAre("“one two three,”", "she said at last"));
}

TEST(LongSentences, AreCutAtBlanksElseBetweenCharacters) {
  const SplitOptions options{.longest = 10};
  EXPECT_THAT(split_sentences("one two three four", options), ElementsAre("one two", "three four"));
  EXPECT_THAT(split_sentences("abcdefghijklmno", options), ElementsAre("abcdefghij", "klmno"));
  EXPECT_THAT(split_sentences("一二三四五，六七八九十一二三", options),
              ElementsAre("一二三四五，", "六七八九十一二三"));
  EXPECT_THAT(split_sentences("exactly 10. Next one", options),
              ElementsAre("exactly", "10.", "Next one"));
}

TEST(LongSentences, AreNotCutWithinWhatReadersSeeAsOneCharacter) {
  const SplitOptions options{.longest = 4};
  EXPECT_THAT(split_sentences("abce\u0301f", options), ElementsAre("abc", "e\u0301f"));
  EXPECT_THAT(split_sentences("नमस्ते", options), ElementsAre("नम", "स्ते"));
  EXPECT_THAT(split_sentences("a\u0301\u0302\u0303\u0304\u0305", options),
              ElementsAre("a\u0301\u0302\u0303", "\u0304\u0305"));
}

TEST(LongSentences, HaveThreeHundredCharactersUnlessAskedOtherwise) {
  EXPECT_THAT(split_sentences(repeated("é", 300)), ElementsAre(repeated("é", 300)));
  EXPECT_THAT(split_sentences(repeated("é", 301)), ElementsAre(repeated("é", 300), "é"));
  EXPECT_THAT(split_sentences("ab", {.longest = 0}), ElementsAre("a", "b"));
}

void expect_nothing_lost(const std::string& text, const SplitOptions& options) {
  const std::vector<std::string> pieces = split_sentences(text, options);
  EXPECT_EQ(joined_without_blanks(pieces), without_blanks(text));
  EXPECT_EQ(streamed(text, 1, options), pieces) << text;
  EXPECT_EQ(streamed(text, 7, options), pieces) << text;
  for (const std::string& piece : pieces) {
    EXPECT_FALSE(piece.empty() || piece.starts_with(' ') || piece.ends_with(' ')) << text;
    EXPECT_LE(utf8::count_characters(piece), options.longest) << text;
  }
}

TEST(SplitSentences, LosesNothingWhateverTheTextIsAndHoweverItArrives) {
  std::mt19937 random{7};  // the same texts in every run
  for (int round = 0; round < 400 && !testing::Test::HasFailure(); ++round) {
    const std::string text = random_text(random);
    for (const std::size_t longest : {1U, 5U, 40U, 300U}) {
      expect_nothing_lost(text, {.longest = longest});
    }
  }
}

TEST(SentenceStream, HandsOutASentenceAsSoonAsTheNextBegins) {
  SentenceStream stream;
  EXPECT_THAT(stream.add("Hello wor"), IsEmpty());
  EXPECT_THAT(stream.add("ld. "), IsEmpty());
  EXPECT_THAT(stream.add("H"), ElementsAre("Hello world."));
  EXPECT_THAT(stream.add("ow are you? Fine. Dr"), ElementsAre("How are you?", "Fine."));
  EXPECT_THAT(stream.add(". No. Wel"), ElementsAre("Dr. No."));
  EXPECT_THAT(stream.add("l\n\nNew"), ElementsAre("Well"));
  EXPECT_THAT(stream.finish(), ElementsAre("New"));
}

TEST(SentenceStream, PutsTogetherCharactersThatWereCut) {
  SentenceStream stream;
  EXPECT_THAT(stream.add("你好\xE3\x80"), IsEmpty());
  EXPECT_THAT(stream.add("\x82\xE5"), IsEmpty());
  EXPECT_THAT(stream.add("\xA5\xBD"), ElementsAre("你好。"));
  EXPECT_THAT(stream.add("\xE3\x80"), IsEmpty());
  EXPECT_THAT(stream.finish(), ElementsAre("好\xE3\x80"));
}

TEST(SentenceStream, IsAsNewOnceItIsFinished) {
  SentenceStream stream{{.longest = 5}};
  EXPECT_THAT(stream.add("\"one\n"), IsEmpty());
  EXPECT_THAT(stream.finish(), ElementsAre("\"one"));
  EXPECT_EQ(stream.held(), 0U);
  EXPECT_THAT(stream.finish(), IsEmpty());
  EXPECT_THAT(stream.add("sixsix"), ElementsAre("sixsi"));
  EXPECT_THAT(stream.finish(), ElementsAre("x"));
}

// Fed byte by byte.
std::size_t most_held(const std::string& text) {
  SentenceStream stream;
  std::size_t most = 0;
  std::vector<std::string> pieces;
  for (const char& byte : text) {
    std::ranges::move(stream.add({&byte, 1}), std::back_inserter(pieces));
    most = std::max(most, stream.held());
  }
  std::ranges::move(stream.finish(), std::back_inserter(pieces));
  EXPECT_EQ(joined_without_blanks(pieces), without_blanks(text));
  return most;
}

class HostileText : public testing::TestWithParam<std::string> {
 protected:
  // A megabyte of one thing, after a letter: punctuation alone ends no sentence.
  static std::string text() { return "a" + repeated(GetParam(), 1'000'000 / GetParam().size()); }
};

// Work for each character is bounded by what is held, and that does not grow with the text. A
// stream that looked at all of it again for each character would run into the tests' time limit.
TEST_P(HostileText, LeavesNoMoreThanOnePieceInTheStream) {
  EXPECT_LE(most_held(text()), 300 * 4 + 200U);
}

TEST_P(HostileText, TakesLinearTimeForPiecesOfAnyLength) {
  const std::vector<std::string> pieces = split_sentences(text(), {.longest = std::string::npos});
  EXPECT_EQ(joined_without_blanks(pieces), without_blanks(text()));
}

INSTANTIATE_TEST_SUITE_P(Megabytes,
                         HostileText,
                         testing::Values("a",
                                         ".",
                                         ". ",
                                         "A.",
                                         "A. ",
                                         "a.",
                                         "a. ",
                                         "a. b",
                                         "1. ",
                                         "a,",
                                         "\xFF",
                                         "\xE2\x82",
                                         "\"",
                                         ")",
                                         "a.»",
                                         "« ",
                                         "*",
                                         "。",
                                         "。\"",
                                         "।",
                                         "e\u0301\u0301",
                                         "\u200D",
                                         " ",
                                         "\n",
                                         std::string(1, '\0')));

}  // namespace
}  // namespace voicehub::engines
