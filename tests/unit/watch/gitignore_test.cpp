#include "core/watch/gitignore.hpp"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace voicehub::watch {
namespace {

struct Case {
  const char* pattern;
  const char* path;
  bool is_folder;
};

// Git is asked what it makes of each, so the expectation is nobody's opinion.
bool git_ignores(const test::TemporaryFolder& repository, const Case& one) {
  repository.write(".gitignore", fmt::format("{}\n", one.pattern));
  const std::string path = fmt::format("{}{}", one.path, one.is_folder ? "/" : "");
  const std::string command =
      fmt::format("git -C {} check-ignore --quiet --no-index -- '{}'", repository.path(), path);
  return std::system(command.c_str()) == 0;
}

TEST(GitIgnoreTest, AgreesWithGit) {
  const test::TemporaryFolder repository;
  ASSERT_EQ(std::system(fmt::format("git init --quiet {}", repository.path()).c_str()), 0);
  const std::vector<Case> cases{
      {"build", "build", true},
      {"build", "a/build", false},
      {"/build", "build", false},
      {"/build", "a/build", false},
      {"build/", "build", true},
      {"build/", "build", false},
      {"*.py", "server.py", false},
      {"*.py", "a/b/server.py", false},
      {"a/*.py", "a/server.py", false},
      {"a/*.py", "b/a/server.py", false},
      {"**/logs", "x/y/logs", true},
      {"**/logs", "logs", true},
      {"logs/**", "logs/today", false},
      {"a/**/b", "a/b", false},
      {"a/**/b", "a/x/y/b", false},
      {"[ab].txt", "a.txt", false},
      {"[!ab].txt", "c.txt", false},
      {"?.txt", "ab.txt", false},
      {"\\#x", "#x", false},
      {"#x", "#x", false},
      {"x ", "x", false},
      {"\\!x", "!x", false},
  };
  for (const Case& one : cases) {
    const bool ours = GitIgnore{one.pattern}.ignores(one.path, one.is_folder).value_or(false);
    EXPECT_EQ(ours, git_ignores(repository, one)) << one.pattern << " for " << one.path;
  }
}

TEST(GitIgnoreTest, TheLastPatternThatMatchesDecides) {
  const GitIgnore rules{"*.log\n!keep.log\n"};
  EXPECT_EQ(rules.ignores("a.log", false), true);
  EXPECT_EQ(rules.ignores("keep.log", false), false);
  EXPECT_EQ(rules.ignores("server.py", false), std::nullopt);
}

}  // namespace
}  // namespace voicehub::watch
