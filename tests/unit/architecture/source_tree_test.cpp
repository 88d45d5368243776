#include <fstream>
#include <iterator>

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "tests/unit/architecture/rules.hpp"

namespace voicehub::architecture {
namespace {

// Tests are run from the root of the repository.
const std::vector<SourceFile>& sources() {
  static const std::vector<SourceFile> all = read_sources(".");
  return all;
}

TEST(SourceTree, IsWhereTheTestLooks) {
  EXPECT_GT(sources().size(), 100U);
}

TEST(SourceTree, IncludesOnlyAlongTheArrows) {
  std::ifstream stream{"core/CMakeLists.txt"};
  const std::string build{std::istreambuf_iterator<char>{stream}, {}};
  const Findings findings = check_arrows(sources(), read_arrows(build));
  EXPECT_TRUE(findings.empty()) << fmt::to_string(fmt::join(findings, "\n"));
}

TEST(SourceTree, KeepsEachLibraryBehindItsWall) {
  const Findings findings = check_library_walls(sources());
  EXPECT_TRUE(findings.empty()) << fmt::to_string(fmt::join(findings, "\n"));
}

TEST(SourceTree, KeepsTheHouseRules) {
  const Findings findings = check_house_rules(sources());
  EXPECT_TRUE(findings.empty()) << fmt::to_string(fmt::join(findings, "\n"));
}

}  // namespace
}  // namespace voicehub::architecture
