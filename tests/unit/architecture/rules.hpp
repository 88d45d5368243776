#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The rules that the sources keep, as pure functions over their text. A finding reads
// "core/plan/plan.cpp:12: why".
namespace voicehub::architecture {

struct SourceFile {
  std::string path;  // from the root of the repository
  std::vector<std::string> lines;
};

using Findings = std::vector<std::string>;

// By folder ("core/plan", "cli"): the folders that its files may include from, besides their own.
using Arrows = std::map<std::string, std::set<std::string>>;

[[nodiscard]] SourceFile make_source(std::string path, std::string_view text);

// Every .hpp and .cpp file below core, cli, engines and tests.
[[nodiscard]] std::vector<SourceFile> read_sources(const std::filesystem::path& root);

// The arrows as the build knows them: what the DEPENDS of each voicehub_library() reach. What is
// not a library of core is added here.
[[nodiscard]] Arrows read_arrows(std::string_view core_cmake_lists);

[[nodiscard]] Findings check_arrows(const std::vector<SourceFile>& sources, const Arrows& arrows);

// A library that throws, or is slow to compile, is known to one place.
[[nodiscard]] Findings check_library_walls(const std::vector<SourceFile>& sources);

// Sizes, include paths, and words that have no place somewhere.
[[nodiscard]] Findings check_house_rules(const std::vector<SourceFile>& sources);

}  // namespace voicehub::architecture
