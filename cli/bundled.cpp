#include "cli/bundled.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace voicehub::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> kServices{"tts", "asr"};

fs::path share_beside_program() {
  std::error_code unreadable;
  const fs::path program = fs::read_symlink("/proc/self/exe", unreadable);
  return program.parent_path().parent_path() / "share" / "voicehub";
}

}  // namespace

bool are_bundled(std::span<const std::string> services) {
  return !services.empty() && std::ranges::all_of(services, [](const std::string& service) {
    return std::ranges::find(kServices, service) != kServices.end();
  });
}

std::optional<HostPath> bundled_file() {
  const char* named = std::getenv("VOICEHUB_SHARE");
  const std::array<fs::path, 3> folders{
      named == nullptr ? fs::path{} : fs::path{named}, share_beside_program(), VOICEHUB_SOURCES};
  for (const fs::path& folder : folders) {
    const fs::path file = folder / "compose" / "voice" / "compose.yaml";
    std::error_code unreadable;
    if (!folder.empty() && fs::is_regular_file(file, unreadable)) {
      return HostPath{file.string()};
    }
  }
  return std::nullopt;
}

}  // namespace voicehub::cli
