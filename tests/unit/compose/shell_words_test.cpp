#include "core/compose/shell_words.hpp"

#include <gtest/gtest.h>

#include "core/base/text.hpp"

namespace voicehub::compose {
namespace {

std::string words(std::string_view line) {
  const auto split = split_shell_words(line);
  return split ? "[" + join(split->words, "][") + "]" : "refused";
}

TEST(ShellWords, SplitsAtBlanks) {
  EXPECT_EQ(words("python  server.py\t--port 80\n"), "[python][server.py][--port][80]");
  EXPECT_EQ(words("  "), "[]");
}

TEST(ShellWords, KeepsWhatIsQuotedTogether) {
  EXPECT_EQ(words(R"(a "b c" 'd e' f" g"h)"), "[a][b c][d e][f gh]");
  EXPECT_EQ(words(R"(a "" '')"), "[a][][]");
  EXPECT_EQ(words(R"("x\"y" 'x\y' x\ y)"), R"([x"y][x\y][x y])");
}

TEST(ShellWords, ExpandsNothing) {
  EXPECT_EQ(words("a *.py ~/x $X # b"), "[a][*.py][~/x][$X][#][b]");
  EXPECT_EQ(words("a `b c` $(d e)"), "[a][`b c`][$(d e)]");
}

TEST(ShellWords, StopsAtAnOperatorAndSaysWhatItLeftOut) {
  const auto split = split_shell_words("a b && c");
  ASSERT_TRUE(split);
  EXPECT_EQ(join(split->words, " "), "a b");
  EXPECT_EQ(split->ignored, "&& c");
  EXPECT_EQ(words("a|b"), "[a]");
  EXPECT_EQ(words("a 2>b"), "[a]");
  EXPECT_EQ(words("a '|' b"), "[a][|][b]");
}

TEST(ShellWords, RefusesWhatIsNotClosed) {
  for (const std::string_view line : {"a '", "a \"", "a \\", "(a)", "a (b)", "a $(b", "a `b"}) {
    EXPECT_EQ(words(line), "refused") << line;
  }
}

}  // namespace
}  // namespace voicehub::compose
