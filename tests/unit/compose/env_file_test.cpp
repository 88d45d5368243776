#include "core/compose/env_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace voicehub::compose {
namespace {

// KEY=[value] of each variable. The shell has SHELL_VAR=shell.
std::string parsed(std::string_view text, Environment known = {}) {
  const auto shell = [](const std::string& name) {
    return name == "SHELL_VAR" ? std::optional<std::string>{"shell"} : std::nullopt;
  };
  Notes notes;
  const auto result = parse_env_file({std::string{text}, ".env"}, shell, std::move(known), notes);
  if (!result) {
    return result.error().message;
  }
  std::string shown;
  for (const auto& [key, value] : *result) {
    shown += fmt::format("{}=[{}] ", key, value);
  }
  return shown;
}

TEST(EnvFile, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parsed("# a comment\nA=1\n\n  B = two words  \nexport C=3\nD: yaml\nE=\n"),
            "A=[1] B=[two words] C=[3] D=[yaml] E=[] ");
}

TEST(EnvFile, EndsABareValueAtACommentAfterABlank) {
  EXPECT_EQ(parsed("A=x # note\nB=x#no note\n"), "A=[x] B=[x#no note] ");
}

TEST(EnvFile, KeepsWhatIsInSingleQuotes) {
  EXPECT_EQ(parsed("A='$X # \\n \"'\nB='it\\'s'\n"), "A=[$X # \\n \"] B=[it's] ");
}

TEST(EnvFile, UnderstandsEscapesInDoubleQuotes) {
  EXPECT_EQ(parsed(R"(A="a\tb\"\\c\q")"), "A=[a\tb\"\\c\\q] ");
  EXPECT_EQ(parsed("A=\"two\nlines\"\nB=1\n"), "A=[two\nlines] B=[1] ");
}

TEST(EnvFile, ReplacesVariablesByTheShellsThenByEarlierLines) {
  EXPECT_EQ(parsed("A=1\nB=$A-${A}\nC=\"$A\"\nD=${NONE:-d}\n"), "A=[1] B=[1-1] C=[1] D=[d] ");
  EXPECT_EQ(parsed("SHELL_VAR=file\nA=$SHELL_VAR\n"), "A=[shell] SHELL_VAR=[file] ");
  EXPECT_EQ(parsed("A=\"x\\$y\"\n"), "A=[x$y] ");
}

TEST(EnvFile, AddsToWhatEarlierFilesSaid) {
  EXPECT_EQ(parsed("B=$A\nA=2\nC=$A\n", {{"A", "1"}}), "A=[2] B=[1] C=[2] ");
}

TEST(EnvFile, InheritsABareName) {
  EXPECT_EQ(parsed("SHELL_VAR\nUNKNOWN\n"), "SHELL_VAR=[shell] ");
  EXPECT_EQ(parsed("SHELL_VAR"), "SHELL_VAR=[shell] ");
}

TEST(EnvFile, IgnoresByteOrderMarkAndWindowsLineEnds) {
  EXPECT_EQ(parsed("\xEF\xBB\xBF"
                   "A=1\r\nB=2\r\n"),
            "A=[1] B=[2] ");
}

TEST(EnvFile, SaysWhereItIsWrong) {
  EXPECT_EQ(parsed("A=1\nB C=2\n"), ".env:2:1: the name 'B C' holds a blank");
  EXPECT_EQ(parsed("A=1\n  B'=2\n"), ".env:2:4: ''' cannot be part of a name");
  EXPECT_EQ(parsed("A=1\nB=\"x\nC=2\n"), ".env:2:3: the quoted value is not closed");
  EXPECT_EQ(parsed("A=${B:?set it}\n"),
            ".env:1:3: the variable 'B' is required and has no value: set it");
}

}  // namespace
}  // namespace voicehub::compose
