#include "engines/text/utf8.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using testing::ElementsAre;

std::vector<std::size_t> sizes_of(std::string_view text) {
  std::vector<std::size_t> sizes;
  while (!text.empty()) {
    sizes.push_back(utf8::first_character(text).size);
    text.remove_prefix(sizes.back());
  }
  return sizes;
}

TEST(Utf8, DecodesCharactersOfEverySize) {
  EXPECT_EQ(utf8::first_character("a").code, U'a');
  EXPECT_EQ(utf8::first_character("\u07FF").code, U'\u07FF');
  EXPECT_EQ(utf8::first_character("音").code, U'音');
  EXPECT_EQ(utf8::first_character("\U0010FFFF").code, U'\U0010FFFF');
  EXPECT_THAT(sizes_of("aé音😀"), ElementsAre(1, 2, 3, 4));
}

TEST(Utf8, TellsWhatIsNoCharacterFromWhatIsNotAllThere) {
  for (const char* ill_formed : {"\x80",
                                 "\xC0\x80",
                                 "\xC1\xBF",
                                 "\xE0\x80\x80",
                                 "\xED\xA0\x80",
                                 "\xF0\x8F\xBF\xBF",
                                 "\xF4\x90\x80\x80",
                                 "\xF5\x80\x80\x80",
                                 "\xFF",
                                 "\xC3(",
                                 "\xE2\x82("}) {
    const utf8::Character character = utf8::first_character(ill_formed);
    EXPECT_EQ(character.form, utf8::Form::ill_formed) << ill_formed;
    EXPECT_EQ(character.code, utf8::kReplacement) << ill_formed;
  }
  for (const char* cut_short : {"\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xF4"}) {
    EXPECT_EQ(utf8::first_character(cut_short).form, utf8::Form::cut_short) << cut_short;
  }
}

// The example of the Unicode standard, section 3.9.
TEST(Utf8, ReplacesIllFormedBytesInTheUnitsThatUnicodeRecommends) {
  EXPECT_THAT(sizes_of("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
              ElementsAre(1, 3, 2, 1, 1, 1, 1, 1, 1, 1));
}

TEST(Utf8, FindsTheLastCharacter) {
  EXPECT_EQ(utf8::last_character("né").code, U'é');
  EXPECT_EQ(utf8::last_character("a😀").size, 4U);
  EXPECT_EQ(utf8::last_character("").size, 0U);
  EXPECT_EQ(utf8::last_character("a\x80").size, 1U);
  EXPECT_EQ(utf8::last_character("\x80\x80\x80\x80\x80").code, utf8::kReplacement);
}

TEST(Utf8, CountsCharactersAndNotBytes) {
  EXPECT_EQ(utf8::count_characters(""), 0U);
  EXPECT_EQ(utf8::count_characters("né 音😀"), 5U);
  EXPECT_EQ(utf8::count_characters("\xFF\xE2\x82"), 2U);
}

TEST(Utf8, TellsCharactersFromBytes) {
  const auto state_of = [](std::string_view bytes) {
    const utf8::Character character = utf8::first_character(bytes);
    return std::pair{character.form, character.size};
  };
  EXPECT_EQ(state_of("a"), std::pair(utf8::Form::valid, 1UL));
  EXPECT_EQ(state_of("\xC3\xA9x"), std::pair(utf8::Form::valid, 2UL));
  EXPECT_EQ(state_of("\xF0\x9F\x98\x80"), std::pair(utf8::Form::valid, 4UL));
  EXPECT_EQ(state_of("\xF0\x9F"), std::pair(utf8::Form::cut_short, 2UL));
  EXPECT_EQ(state_of("\xC0\x80"), std::pair(utf8::Form::ill_formed, 1UL));      // an overlong NUL
  EXPECT_EQ(state_of("\xE0\x80\x80"), std::pair(utf8::Form::ill_formed, 1UL));  // overlong too
  EXPECT_EQ(state_of("\xED\xA0\x80"), std::pair(utf8::Form::ill_formed, 1UL));  // a surrogate
  EXPECT_EQ(state_of("\xF4\x90\x80\x80"),
            std::pair(utf8::Form::ill_formed, 1UL));  // above U+10FFFF
  EXPECT_EQ(state_of("\xFF"), std::pair(utf8::Form::ill_formed, 1UL));
  EXPECT_EQ(utf8::to_valid("a\xE9\x9F\x62"), "a\uFFFDb");
}

}  // namespace
}  // namespace voicehub::engines
