#include "core/base/dockerignore.hpp"

#include <gtest/gtest.h>

namespace voicehub {
namespace {

DockerIgnore parsed(std::string_view text) {
  auto ignore = DockerIgnore::parse(text, ".dockerignore");
  EXPECT_TRUE(ignore) << ignore.error().message;
  return std::move(ignore).value();
}

// As a walk judges: every folder on the way, then the path.
DockerIgnore::Verdict judged(const DockerIgnore& ignore, std::string_view path) {
  DockerIgnore::Verdict verdict;
  for (std::size_t end = path.find('/'); true; end = path.find('/', end + 1)) {
    verdict = ignore.judge(path.substr(0, end), verdict);
    if (end == std::string_view::npos) {
      return verdict;
    }
  }
}

bool is_excluded(std::string_view patterns, std::string_view path) {
  return judged(parsed(patterns), path).excluded;
}

bool may_keep_inside(std::string_view patterns, std::string_view folder) {
  const DockerIgnore ignore = parsed(patterns);
  return ignore.may_keep_inside(folder, judged(ignore, folder));
}

TEST(DockerIgnore, ExcludesNothingWhenEmpty) {
  EXPECT_FALSE(is_excluded("", "server.py"));
  EXPECT_FALSE(is_excluded("\n  \n# comment\n", "server.py"));
}

TEST(DockerIgnore, ExcludesAFolderWithAllThatIsInIt) {
  EXPECT_TRUE(is_excluded("venv", "venv"));
  EXPECT_TRUE(is_excluded("venv", "venv/lib/python3.12/site.py"));
  EXPECT_FALSE(is_excluded("venv", "venv2/lib"));
  EXPECT_FALSE(is_excluded("lib", "venv/lib"));
}

TEST(DockerIgnore, IgnoresSlashesAndDotsAroundAPath) {
  for (const std::string_view pattern : {"/venv", "venv/", "./venv", "a/../venv", "  venv\t\r"}) {
    EXPECT_TRUE(is_excluded(pattern, "venv/lib")) << pattern;
  }
}

TEST(DockerIgnore, SkipsAByteOrderMarkAndComments) {
  EXPECT_TRUE(is_excluded("\xEF\xBB\xBFvenv", "venv"));
  EXPECT_TRUE(is_excluded("\xEF\xBB\xBF# models\r\nvenv\r\n", "venv"));
  EXPECT_TRUE(is_excluded(" #notes", "#notes"));
  EXPECT_FALSE(is_excluded("#notes", "#notes"));
}

TEST(DockerIgnore, LetsTheLastMatchDecide) {
  EXPECT_FALSE(is_excluded("*.md\n!README.md", "README.md"));
  EXPECT_TRUE(is_excluded("!README.md\n*.md", "README.md"));
  EXPECT_TRUE(is_excluded("*.md\n!README*.md\nREADME-secret.md", "README-secret.md"));
}

TEST(DockerIgnore, BringsBackWhatIsInsideAnExcludedFolder) {
  constexpr std::string_view kPatterns = "models\n!models/small";
  EXPECT_TRUE(is_excluded(kPatterns, "models/large/weights.bin"));
  EXPECT_FALSE(is_excluded(kPatterns, "models/small/weights.bin"));
  EXPECT_FALSE(is_excluded("**\n! /src/", "src/a/b.py"));
}

TEST(DockerIgnore, JudgesWhatIsBelowByWhatWasAskedAbove) {
  // Docker does not ask "!a" about the folder "a", which nothing excludes, and so it does not bring
  // back a/b.
  EXPECT_TRUE(is_excluded("a/b\n!a", "a/b"));
}

TEST(DockerIgnore, TreatsALoneSlashAsNothing) {
  EXPECT_FALSE(is_excluded("/", "server.py"));
}

TEST(DockerIgnore, NamesTheLineOfABadPattern) {
  const auto refused = DockerIgnore::parse("venv\n[a-", "Dockerfile.dockerignore");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "Dockerfile.dockerignore:2: '[a-' has a '[' without its ']'");
  EXPECT_EQ(DockerIgnore::parse("!", ".dockerignore").error().message,
            ".dockerignore:1: '!' has no path");
}

TEST(DockerIgnore, LooksIntoAnExcludedFolderOnlyForALaterExceptionThatCanMatchThere) {
  EXPECT_FALSE(may_keep_inside("venv", "venv"));
  EXPECT_FALSE(may_keep_inside("*\n!*.py", "venv"));
  EXPECT_FALSE(may_keep_inside("*\n!src/**", "venv"));
  EXPECT_TRUE(may_keep_inside("*\n!venv/bin", "venv"));
  EXPECT_FALSE(may_keep_inside("*\n!venv/bin", "venv/lib"));
  EXPECT_TRUE(may_keep_inside("*\n!**/*.py", "venv/lib"));
  EXPECT_FALSE(may_keep_inside("!**/*.py\nvenv", "venv"));
}

}  // namespace
}  // namespace voicehub
