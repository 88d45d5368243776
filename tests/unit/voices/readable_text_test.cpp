#include "engines/flite/readable_text.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines::flite {
namespace {

using testing::Each;

std::string text_of(std::string_view text) {
  return readable(text).text;
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  std::size_t length = 0;
  for (const char byte : text) {
    length = byte == ' ' ? 0 : length + 1;
    longest = std::max(longest, length);
  }
  return longest;
}

TEST(ReadableText, LeavesPlainEnglishAlone) {
  EXPECT_EQ(text_of("Turn on the light, it's 10:30am & $5."),
            "Turn on the light, it's 10:30am & $5.");
  EXPECT_FALSE(readable("Turn on the light.").lost_words);
  EXPECT_EQ(text_of(""), "");
}

TEST(ReadableText, TakesTheMarksOffLatinLetters) {
  EXPECT_EQ(text_of("Café Łódź, naïve œuvre, Straße, Æsir"),
            "Cafe Lodz, naive oeuvre, Strasse, AEsir");
  EXPECT_EQ(text_of("Cafe\u0301"), "Cafe");  // as two code points
  EXPECT_EQ(text_of("\u00C0\u017F"), "As");  // the ends of the table
  EXPECT_FALSE(readable("Café").lost_words);
}

TEST(ReadableText, MakesTypographyPlain) {
  EXPECT_EQ(text_of("“It’s” – well… fine—really"), "\"It's\" , well... fine, really");
  EXPECT_EQ(text_of("5\u00A0€ at 20°"), "5 euros at 20 degrees");
}

TEST(ReadableText, MakesControlsAndIllFormedBytesSpaces) {
  using namespace std::string_literals;
  EXPECT_EQ(text_of("one\0two\x01\x7F\nthree\t\r four"s), "one two three four");
  EXPECT_EQ(text_of("one\xFF\xC3two\xF0\x9F"), "one two");
}

TEST(ReadableText, TellsThatWordsOfOtherScriptsAreLost) {
  EXPECT_EQ(text_of("say 你好 twice"), "say twice");
  EXPECT_TRUE(readable("say 你好 twice").lost_words);
  EXPECT_TRUE(readable("привет").lost_words);
  EXPECT_FALSE(has_words(text_of("привет")));
  EXPECT_FALSE(readable("well 😀 done ✓").lost_words);
}

TEST(ReadableText, GroupsThousandsAndPartsLists) {
  EXPECT_EQ(text_of("1,234,567 and $1,000 million"), "1234567 and $1000 million");
  EXPECT_EQ(text_of("1,2,3 and 1,2345"), "1, 2, 3 and 1, 2345");
  EXPECT_EQ(text_of("one, two,3"), "one, two,3");
}

TEST(ReadableText, BoundsWordsAndRunsOfPunctuation) {
  EXPECT_EQ(longest_word(text_of(std::string(100'000, 'a'))), 48U);
  EXPECT_EQ(text_of("a" + std::string(100'000, '!')), "a!!!!");
  EXPECT_EQ(text_of("- - - - - - - -"), "- - - -");
  EXPECT_LE(longest_word(text_of(std::string(50'000, '1') + std::string(50'000, '$'))), 48U);
}

TEST(ReadableText, IsPrintableWhateverTheBytes) {
  std::string bytes;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      bytes += static_cast<char>(first);
      bytes += static_cast<char>(second);
    }
  }
  EXPECT_THAT(text_of(bytes), Each(testing::AllOf(testing::Ge(' '), testing::Le('~'))));
  EXPECT_THAT(text_of(bytes), testing::Not(testing::HasSubstr("  ")));
}

TEST(ReadableText, HasWordsWhenThereIsALetterOrADigit) {
  EXPECT_TRUE(has_words("... 7"));
  EXPECT_TRUE(has_words("a"));
  EXPECT_FALSE(has_words("?! - ()"));
  EXPECT_FALSE(has_words(""));
}

}  // namespace
}  // namespace voicehub::engines::flite
