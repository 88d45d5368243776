// The stack that `voicehub start tts` uses, as it lies in the repository.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gmock/gmock.h>

#include "core/base/file_system.hpp"
#include "core/compose/load.hpp"

namespace voicehub::compose {
namespace {

using testing::Contains;

// What the file itself decides: where an engine listens, and which it is.
const std::set<std::string> kDecided{
    "HOST", "PORT", "TTS_PORT", "ASR_PORT", "WYOMING_PORT", "SERVICE_MODE", "ENGINE_HOME"};

// The variables of the table in the documentation: `A`, `B` before the second bar of its rows.
std::set<std::string> documented_settings() {
  std::ifstream file{"docs/engines.md"};
  std::set<std::string> names;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) {
      inside = line == "## Settings";
    }
    const std::string cell =
        inside && line.starts_with("| `") ? line.substr(0, line.find('|', 1)) : std::string{};
    for (auto begin = cell.find('`'); begin != std::string::npos;) {
      const auto end = cell.find('`', begin + 1);
      const std::string name = cell.substr(begin + 1, end - begin - 1);
      if (!name.starts_with("--") && !kDecided.contains(name)) {
        names.insert(name);
      }
      begin = cell.find('`', end + 1);
    }
  }
  return names;
}

TEST(BundledStack, HandsEverySettingOfTheShellToItsEngines) {
  const std::set<std::string> settings = documented_settings();
  ASSERT_THAT(settings, Contains("TTS_MODEL"));
  LoadOptions options{.files = {"compose/voice/compose.yaml"},
                      .directory = {std::filesystem::current_path().string()}};
  for (const std::string& name : settings) {
    options.environment[name] = "of the shell";
  }
  const auto project = load_project(local_file_system(), options);
  ASSERT_TRUE(project) << project.error().message;
  std::set<std::string> handed_over;
  for (const auto& [service, of] : project->services) {
    for (const auto& [name, value] : of.environment) {
      if (value == "of the shell") {
        handed_over.insert(name);
      }
    }
  }
  EXPECT_EQ(handed_over, settings);
}

}  // namespace
}  // namespace voicehub::compose
