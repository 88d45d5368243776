#include "core/compose/substitute.hpp"

#include <map>

#include <gtest/gtest.h>

namespace voicehub::compose {
namespace {

std::set<std::string> unset;

// With X=5 and EMPTY= set.
std::string substituted(std::string_view text) {
  const std::map<std::string, std::string> known{{"X", "5"}, {"EMPTY", ""}};
  const auto lookup = [&known](const std::string& name) {
    const auto found = known.find(name);
    return found == known.end() ? std::nullopt : std::optional{found->second};
  };
  unset.clear();
  const auto result = substitute(text, lookup, unset);
  return result ? *result : "error: " + result.error();
}

TEST(Substitute, ReplacesBothSpellings) {
  EXPECT_EQ(substituted("a$X b${X}c"), "a5 b5c");
  EXPECT_EQ(substituted("$XY"), "");
  EXPECT_EQ(unset, std::set<std::string>{"XY"});
}

TEST(Substitute, KeepsADollarThatStartsNoName) {
  EXPECT_EQ(substituted("$1 $ $"), "$1 $ $");
  EXPECT_EQ(substituted("$$X $${X} $$$X"), "$X ${X} $5");
}

TEST(Substitute, TakesTheDefaultWhereNothingIsSet) {
  EXPECT_EQ(substituted("${X:-d}${X-d}"), "55");
  EXPECT_EQ(substituted("${NO:-d}${NO-d}"), "dd");
  EXPECT_EQ(substituted("${EMPTY:-d}|${EMPTY-d}"), "d|");
  EXPECT_TRUE(unset.empty());
}

TEST(Substitute, TakesTheAlternativeWhereSomethingIsSet) {
  EXPECT_EQ(substituted("${X:+a}${X+a}"), "aa");
  EXPECT_EQ(substituted("${NO:+a}${NO+a}"), "");
  EXPECT_EQ(substituted("${EMPTY:+a}|${EMPTY+a}"), "|a");
}

TEST(Substitute, NestsDefaults) {
  EXPECT_EQ(substituted("${A:-${B:-${X}}}"), "5");
  EXPECT_EQ(substituted("${X:+<${X}>}"), "<5>");
  EXPECT_EQ(substituted(R"(${A:-{"k": {"j": 1}}})"), R"({"k": {"j": 1}})");
}

TEST(Substitute, EvaluatesOnlyWhatIsTaken) {
  EXPECT_EQ(substituted("${X:-${NO:?missing}}"), "5");
}

TEST(Substitute, SaysWhichRequiredVariableIsMissing) {
  EXPECT_EQ(substituted("${NO:?mount your models}"),
            "error: the variable 'NO' is required and has no value: mount your models");
  EXPECT_EQ(substituted("${EMPTY:?}"), "error: the variable 'EMPTY' is required and has no value");
  EXPECT_EQ(substituted("${EMPTY?}"), "");
}

TEST(Substitute, RefusesWhatIsNoVariable) {
  for (const std::string_view text :
       {"${", "${X", "${}", "${1}", "${X b}", "${X:}", "${X:=b}", "${X!b}", "${-x}", "${A:-${B}"}) {
    EXPECT_TRUE(substituted(text).starts_with("error: '")) << text;
  }
  EXPECT_EQ(substituted("${X!b}"),
            "error: '${X!b}' is no variable: write ${NAME}, or $$ for a plain $");
}

TEST(Substitute, BoundsNesting) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) {
    text += "${A:-";
  }
  text += std::string(100'000, '}');
  EXPECT_EQ(substituted(text), "error: variables are nested too deeply");
}

TEST(VariablesIn, FindsThemWhereverTheyAre) {
  std::string found;
  for (const VariableUse& use : variables_in("$A ${B:-${C-c}} $$D ${E:?why} ${F+f} $1 ${G")) {
    found += use.name + (use.required ? "!" : "") + "(" + use.fallback + use.alternative + ") ";
  }
  EXPECT_EQ(found, "A() B(${C-c}) E!() F(f) C(c) ");
}

}  // namespace
}  // namespace voicehub::compose
