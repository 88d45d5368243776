#include "core/base/glob.hpp"

#include <gtest/gtest.h>

namespace voicehub {
namespace {

bool matches(std::string_view pattern, std::string_view path) {
  const auto glob = Glob::parse(pattern);
  EXPECT_TRUE(glob) << pattern << ": " << glob.error().message;
  return glob && glob->matches(path);
}

bool can_match_inside(std::string_view pattern, std::string_view folder) {
  return Glob::parse(pattern).value().can_match_inside(folder);
}

TEST(Glob, ComparesTextWithoutWildcardsAsItIs) {
  EXPECT_TRUE(matches("models/base.bin", "models/base.bin"));
  EXPECT_FALSE(matches("models/base.bin", "models/base_bin"));
  EXPECT_FALSE(matches("models", "models/base.bin"));
  EXPECT_FALSE(matches("README", "readme"));
  EXPECT_TRUE(matches("torch-2.1+cu(12){a}|$^", "torch-2.1+cu(12){a}|$^"));
}

TEST(Glob, StopsAStarAndAQuestionMarkAtASlash) {
  EXPECT_TRUE(matches("*", "server.py"));
  EXPECT_FALSE(matches("*", "app/server.py"));
  EXPECT_TRUE(matches("*.py", ".py"));
  EXPECT_TRUE(matches("v*s/*.wav", "voices/amy.wav"));
  EXPECT_FALSE(matches("v*s", "vox/es"));
  EXPECT_TRUE(matches("a?c", "abc"));
  EXPECT_FALSE(matches("a?c", "ac"));
  EXPECT_FALSE(matches("a?c", "a/c"));
}

TEST(Glob, TakesAQuestionMarkForOneCharacterOfUtf8) {
  EXPECT_TRUE(matches("voix-?.wav", "voix-\xC3\xA9.wav"));
  EXPECT_FALSE(matches("voix-??.wav", "voix-\xC3\xA9.wav"));
  EXPECT_TRUE(matches("?", "\xFF"));
}

TEST(Glob, GoesThroughFoldersWithADoubleStar) {
  EXPECT_TRUE(matches("**", "a/b/c"));
  EXPECT_TRUE(matches("**/*.pyc", "a.pyc"));
  EXPECT_TRUE(matches("**/*.pyc", "a/b/c.pyc"));
  EXPECT_TRUE(matches("**/__pycache__", "__pycache__"));
  EXPECT_TRUE(matches("**/__pycache__", "a/b/__pycache__"));
  EXPECT_FALSE(matches("**/__pycache__", "a/my__pycache__"));
  EXPECT_TRUE(matches("src/**/test", "src/test"));
  EXPECT_TRUE(matches("src/**/test", "src/a/b/test"));
  EXPECT_FALSE(matches("src/**/test", "src/a/b/mytest"));
  EXPECT_TRUE(matches("**/cache/**", "a/cache/b/c"));
  EXPECT_FALSE(matches("**/cache/**", "a/cache"));
  EXPECT_TRUE(matches("**/**/a*", "b/c/abc"));
}

TEST(Glob, MatchesInsideAFolderButNotTheFolderWithATrailingDoubleStar) {
  EXPECT_TRUE(matches("models/**", "models/a"));
  EXPECT_TRUE(matches("models/**", "models/a/b"));
  EXPECT_FALSE(matches("models/**", "models"));
  EXPECT_TRUE(matches("mod**", "models/a"));
}

TEST(Glob, HasDockersOwnViewOfADoubleStarBesideText) {
  EXPECT_TRUE(matches("**file", "a/profile"));
  EXPECT_FALSE(matches("**file*", "a/profiles"));
  EXPECT_TRUE(matches("**file*", "a/files"));
}

TEST(Glob, KnowsSets) {
  EXPECT_TRUE(matches("v[0-9a-c]", "v7"));
  EXPECT_TRUE(matches("v[0-9a-c]", "vb"));
  EXPECT_FALSE(matches("v[0-9a-c]", "vd"));
  EXPECT_FALSE(matches("v[^0-9]", "v7"));
  EXPECT_TRUE(matches("v[^0-9]", "vx"));
  EXPECT_TRUE(matches("v[!x]", "v!"));
  EXPECT_TRUE(matches("[\xC3\xA0-\xC3\xBC]", "\xC3\xA9"));
  EXPECT_TRUE(matches("[\\]\\-]", "-"));
}

TEST(Glob, TakesAnEscapedCharacterAsItIs) {
  EXPECT_TRUE(matches("a\\*", "a*"));
  EXPECT_FALSE(matches("a\\*", "ab"));
  EXPECT_TRUE(matches("\\[x]", "[x]"));
  EXPECT_TRUE(matches("\\#notes", "#notes"));
  EXPECT_TRUE(matches("a\\\\", "a\\"));
}

TEST(Glob, SaysWhatIsWrongWithAPattern) {
  const auto problem = [](std::string_view pattern) {
    return Glob::parse(pattern).error().message;
  };
  EXPECT_EQ(problem("a["), "a '[' without its ']'");
  EXPECT_EQ(problem("[abc"), "a '[' without its ']'");
  EXPECT_EQ(problem("[]"), "an unexpected ']' inside '[…]'");
  EXPECT_EQ(problem("[a-]"), "an unexpected ']' inside '[…]'");
  EXPECT_EQ(problem("[-a]"), "an unexpected '-' inside '[…]'");
  EXPECT_EQ(problem("[z-a]"), "a range inside '[…]' that runs backwards");
  EXPECT_EQ(problem("a\\"), "a '\\' at its end");
  EXPECT_EQ(problem("v\\d"), "'\\d', which is no escape");
}

TEST(Glob, KnowsIntoWhichFoldersAMatchCanReach) {
  EXPECT_TRUE(can_match_inside("a/b/c", "a"));
  EXPECT_TRUE(can_match_inside("a/b/c", "a/b"));
  EXPECT_FALSE(can_match_inside("a/b/c", "a/b/c"));
  EXPECT_FALSE(can_match_inside("a/b/c", "ab"));
  EXPECT_FALSE(can_match_inside("*.py", "venv"));
  EXPECT_TRUE(can_match_inside("*/*.py", "venv"));
  EXPECT_FALSE(can_match_inside("*/*.py", "venv/lib"));
  EXPECT_TRUE(can_match_inside("**/*.py", "venv/lib"));
  EXPECT_TRUE(can_match_inside("**/keep", "venv/lib"));
  EXPECT_TRUE(can_match_inside("venv/**", "venv/lib"));
  EXPECT_TRUE(can_match_inside("venv/lib/**", "venv"));
  EXPECT_FALSE(can_match_inside("venv/lib/**", "models"));
}

TEST(Glob, IsQuickWhereBacktrackingWouldNotEnd) {
  std::string pattern;
  for (int i = 0; i < 40; ++i) {
    pattern += "**/a*";
  }
  EXPECT_FALSE(matches(pattern + "x", std::string(4000, 'a')));
}

}  // namespace
}  // namespace voicehub
