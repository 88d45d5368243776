#include "engines/text/speakable.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/text/markdown.hpp"
#include "engines/text/sentences.hpp"
#include "engines/text/utf8.hpp"
#include "tests/unit/text/split_cases.hpp"

namespace voicehub::engines {
namespace {

using testing::ElementsAre;

TEST(Speakable, LeavesPlainTextOfEveryLanguageAlone) {
  for (const char* text : {"The kettle is on.",
                           "Où vont-ils ?",
                           "«Bonjour», dit-il.",
                           "¿Qué pasa? ¡Nada!",
                           "Straße, Äpfel & Öl: 3,50 €",
                           "Привет, мир",
                           "كيف حالُك؟",
                           "क्या हाल है।",
                           "今天天气很好。",
                           "「行くよ。」と彼は言った。",
                           "สวัสดี",
                           "안녕하세요",
                           "ἀρχή",
                           "50 % of 2 + 2 = 4",
                           "© 2024 ™ →",
                           "naïve cafe\u0301",
                           "C# and F#",
                           "#hashtag",
                           "$5 ~ 6 ^ 7"}) {
    EXPECT_EQ(speakable(text), text);
  }
}

TEST(Speakable, SplitsIntoTheSameSentencesAsBefore) {
  for (const SplitCase& split : split_cases()) {
    const std::string text = split.text();
    const bool is_plain = text.find_first_of("*_`[<|") == std::string::npos;
    if (is_plain && !text.contains("“") && !text.contains("„") && !text.contains("‘")) {
      EXPECT_EQ(split_sentences(speakable(text)), split.sentences()) << split.name;
    }
  }
}

TEST(Speakable, SaysTheWordsOfHeadings) {
  EXPECT_EQ(speakable("# Title\ntext"), "Title\n\ntext");
  EXPECT_EQ(speakable("text\n###### Deep ###\nmore"), "text\n\nDeep\n\nmore");
  EXPECT_EQ(speakable("Title\n=====\ntext\n---\nmore"), "Title\n\ntext\n\nmore");
  EXPECT_EQ(speakable("####### seven"), "####### seven");
  EXPECT_EQ(speakable("# About C#"), "About C#");
  EXPECT_EQ(speakable("#"), "");
}

TEST(Speakable, SaysTheWordsOfEmphasis) {
  EXPECT_EQ(speakable("*one* **two** ***three*** _four_ __five__ ~~six~~"),
            "one two three four five six");
  EXPECT_EQ(speakable("**bold\nover lines**, *nested **deeper** words*"),
            "bold\nover lines, nested deeper words");
  EXPECT_EQ(speakable("这是**重点**内容。"), "这是重点内容。");
  EXPECT_EQ(speakable("un*believ*able"), "unbelievable");
}

TEST(Speakable, LeavesWhatOnlyLooksLikeEmphasis) {
  for (const char* text : {"2 * 3 * 4",
                           "2*3*4",
                           "snake_case_name",
                           "a * b",
                           "5 ~ 6",
                           "~5 and ~6",
                           "one * two",
                           "*alone",
                           "alone*",
                           "_alone",
                           "a_b_"}) {
    EXPECT_EQ(speakable(text), text);
  }
}

TEST(Speakable, SaysTheWordsOfLinksAndNotTheAddresses) {
  EXPECT_EQ(speakable("see [the page](https://example.com/a_(b)_c \"a title\") now"),
            "see the page now");
  EXPECT_EQ(speakable("![a cat](cat.png) and [![badge](b.svg)](https://ci)"), "a cat and badge");
  EXPECT_EQ(speakable("[one][1], [**two**](x), three[^3]."), "one, two, three.");
  EXPECT_EQ(speakable("<https://example.com> or <me@example.com>"),
            "https://example.com or me@example.com");
  EXPECT_EQ(speakable("https://example.com/a_b_c*d"), "https://example.com/a_b_c*d");
}

TEST(Speakable, LeavesWhatOnlyLooksLikeALink) {
  for (const char* text : {"[aside] words",
                           "[a] (b)",
                           "]([",
                           "[a](b",
                           "[a](b c)",
                           "a < b > c",
                           "[a](\nb)",
                           "list[0]",
                           "<b>"}) {
    EXPECT_EQ(speakable(text), text);
  }
}

TEST(Speakable, SaysCodeAsItIs) {
  EXPECT_EQ(speakable("call `f(*a, **b)` or ``x`y``"), "call f(*a, **b) or x`y");
  EXPECT_EQ(speakable("so:\n```python\n# no heading\nx = a * b\n```\n*after*"),
            "so:\n\n# no heading\nx = a * b\n\nafter");
  EXPECT_EQ(speakable("~~~\n**kept**\n```\n~~~~\ndone"), "**kept**\n```\n\ndone");
  EXPECT_EQ(speakable("```\nnever *closed*"), "never *closed*");
  EXPECT_EQ(speakable("```one line``` more"), "one line more");
}

TEST(Speakable, SetsListItemsApart) {
  EXPECT_EQ(speakable("Buy:\n- milk\n* *bread*\n+ salt\n• [x] tea"),
            "Buy:\n\nmilk\n\nbread\n\nsalt\n\ntea");
  EXPECT_EQ(speakable("1. one\n2. two"), "1. one\n2. two");
  EXPECT_THAT(split_sentences(speakable("Buy:\n- milk\n- bread")),
              ElementsAre("Buy:", "milk", "bread"));
}

TEST(Speakable, SaysQuotedLinesAndTheCellsOfTables) {
  EXPECT_EQ(speakable("> quoted\n>> deeper\nmore"), "quoted\ndeeper\nmore");
  EXPECT_EQ(speakable("| Name | Age |\n|:-----|----:|\n| Ann | 30 |"), "Name Age\n\nAnn 30");
  EXPECT_EQ(speakable("Name | Age\n--- | ---\nAnn | 30\n\na | b"), "Name Age\n\nAnn 30\n\na | b");
  EXPECT_EQ(speakable("| a \\| b | **c** |"), "a | b c");
}

TEST(Speakable, SaysWhatIsEscaped) {
  EXPECT_EQ(speakable(R"(\*not emphasis\* \[no link\](x) \\ C:\new)"),
            R"(*not emphasis* [no link](x) \ C:\new)");
}

TEST(Speakable, LeavesOutEmoji) {
  EXPECT_EQ(speakable("Great 👍! Done✅now 🙂"), "Great! Done now");
  EXPECT_EQ(
      speakable("👨‍👩‍👧‍👦 family 🇩🇪 flag 👋🏽 wave 1️⃣ one ❤️"),
      "family flag wave 1 one");
  EXPECT_EQ(speakable("🏴\U000E0067\U000E0062\U000E007F ok"), "ok");
  EXPECT_EQ(speakable("✨\n🎉"), "");
}

TEST(Speakable, LeavesOutControlsAndZeroWidthCharacters) {
  EXPECT_EQ(speakable(std::string_view{"a\0b\x07\x1B"
                                       "c\x7F",
                                       7}),
            "abc");
  EXPECT_EQ(speakable("\uFEFFzero\u200Bwidth\u00AD \u202Eright\u202C \u2060x\u200D\u200Cy\u0085z"),
            "zerowidth right xy\nz");
}

TEST(Speakable, KeepsTheJoinersThatASpellingNeeds) {
  EXPECT_EQ(speakable("می\u200Cروم"), "می\u200Cروم");
  EXPECT_EQ(speakable("क्\u200Dष"), "क्\u200Dष");
  EXPECT_EQ(speakable("\u200Cمی\u200C روم\u200C"), "می روم");
}

TEST(Speakable, MakesOneBlankOfManyAndKeepsLines) {
  EXPECT_EQ(speakable("  a\u00A0\u2003\tb \r\n c\r\n\r\n\n d\u2029e\u3000 "), "a b\nc\n\nd\n\ne");
  EXPECT_EQ(speakable(""), "");
  EXPECT_EQ(speakable(" \n\t"), "");
}

TEST(Speakable, StraightensQuotes) {
  EXPECT_EQ(speakable("“Don’t,” she said, ‘please’. „Ja‟ ‚so‛"),
            "\"Don't,\" she said, 'please'. \"Ja\" 'so'");
}

TEST(Speakable, LeavesOutIllFormedBytes) {
  EXPECT_EQ(speakable("a\xFF\xC3(b\xE2\x82\xED\xA0\x80"
                      "c\uFFFD\xF0\x9F"),
            "a(bc");
}

bool is_well_formed(std::string_view text) {
  while (!text.empty()) {
    const utf8::Character character = utf8::first_character(text);
    if (character.form != utf8::Form::valid) {
      return false;
    }
    text.remove_prefix(character.size);
  }
  return true;
}

TEST(Speakable, TakesWhateverComes) {
  static const std::vector<std::string> parts{"*",        "_",
                                              "`",        "~",
                                              "[",        "]",
                                              "(",        ")",
                                              "<",        ">",
                                              "|",        "\\",
                                              "#",        "- ",
                                              "!",        "\n",
                                              "\r",       " ",
                                              "a",        "1",
                                              "\"",       "'",
                                              "://",      "@",
                                              "^",        "```\n",
                                              "---",      "=",
                                              "é",        "音",
                                              "👍",       "\xFF",
                                              "\xE2\x82", "\u200D",
                                              "“",        "\u00A0",
                                              "|-|\n",    std::string(1, '\0')};
  std::mt19937 random{11};  // the same texts in every run
  std::uniform_int_distribution<std::size_t> part{0, parts.size() - 1};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      text += parts[part(random)];
    }
    const std::string spoken = speakable(text);
    ASSERT_TRUE(is_well_formed(spoken)) << text;
    ASSERT_EQ(std::ranges::count(spoken, 'a'), std::ranges::count(without_markdown(text), 'a'))
        << text;
    ASSERT_FALSE(spoken.starts_with(' ') || spoken.ends_with('\n') || spoken.contains("  "));
  }
}

class HostileMarkdown : public testing::TestWithParam<const char*> {};

// A time that grew with the square of the length would run into the tests' time limit.
TEST_P(HostileMarkdown, TakesLinearTime) {
  constexpr std::size_t kMegabyte = 1'000'000;
  std::string text;
  while (text.size() < kMegabyte) {
    text += GetParam();
  }
  EXPECT_TRUE(is_well_formed(speakable(text)));
}

INSTANTIATE_TEST_SUITE_P(Megabytes,
                         HostileMarkdown,
                         testing::Values("a",
                                         ".",
                                         "*",
                                         "* ",
                                         "*a ",
                                         "*a",
                                         "a*",
                                         "**a*",
                                         "_",
                                         "~~",
                                         "`",
                                         "` ",
                                         "`` ` ",
                                         "[",
                                         "]",
                                         "[]",
                                         "](",
                                         "[](",
                                         "[a](b ",
                                         "![",
                                         "[^",
                                         "<",
                                         "<a",
                                         "|",
                                         "|\n",
                                         "a|\n",
                                         "\\",
                                         "#",
                                         "# ",
                                         ">",
                                         "> ",
                                         "- ",
                                         "```\n",
                                         "\n",
                                         "\r",
                                         "(",
                                         " ",
                                         "\xFF",
                                         "\xE2\x82",
                                         "\xF0\x9F\x98",
                                         "👍",
                                         "\u200D"));

TEST(Speakable, TakesLinearTimeForCodeThatNeverEnds) {
  constexpr std::size_t kMegabyte = 1'000'000;
  std::string text;  // runs of backticks of every length, so that none finds another half
  for (std::size_t size = 1; text.size() < kMegabyte; ++size) {
    text += std::string(size, '`') + ' ';
  }
  EXPECT_EQ(speakable(text).size(), text.size() - 1);
}

}  // namespace
}  // namespace voicehub::engines
