#include "cli/bundled.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace voicehub::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> kServices{"tts", "asr"};

// Of the installation, or of the build: what the program's own folder lies in.
fs::path prefix() {
  std::error_code unreadable;
  const fs::path program = fs::read_symlink("/proc/self/exe", unreadable);
  return program.parent_path().parent_path();
}

fs::path folder_from(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? fs::path{} : fs::path{value};
}

// As in the compose file. What is no port is no setting.
std::uint16_t port_from(const char* variable, std::uint16_t usual) {
  const char* value = std::getenv(variable);
  const int port = value == nullptr ? 0 : std::atoi(value);
  return port > 0 && port <= 65535 ? static_cast<std::uint16_t>(port) : usual;
}

fs::path data_home() {
  const fs::path named = folder_from("XDG_DATA_HOME");
  return named.is_absolute() ? named : folder_from("HOME") / ".local" / "share";
}

// The first of these programs that is there; `folder` is where the build leaves them.
fs::path program_of(std::initializer_list<const char*> names, const char* folder) {
  for (const char* name : names) {
    for (const fs::path& place :
         {prefix() / "libexec" / "voicehub", prefix() / "engines" / folder}) {
      std::error_code unreadable;
      if (fs::is_regular_file(place / name, unreadable)) {
        return place / name;
      }
    }
  }
  return {};
}

}  // namespace

bool are_bundled(std::span<const std::string> services) {
  return !services.empty() && std::ranges::all_of(services, [](const std::string& service) {
    return std::ranges::find(kServices, service) != kServices.end();
  });
}

std::optional<HostPath> bundled_file() {
  const std::array<fs::path, 3> folders{
      folder_from("VOICEHUB_SHARE"), prefix() / "share" / "voicehub", VOICEHUB_SOURCES};
  for (const fs::path& folder : folders) {
    const fs::path file = folder / "compose" / "voice" / "compose.yaml";
    std::error_code unreadable;
    if (!folder.empty() && fs::is_regular_file(file, unreadable)) {
      return HostPath{file.string()};
    }
  }
  return std::nullopt;
}

std::vector<engine::LocalEngine> bundled_engines() {
  constexpr std::uint16_t kTtsPort = 5002;
  constexpr std::uint16_t kAsrPort = 5001;
  constexpr std::uint16_t kDebugPort = 8766;
  const fs::path home = data_home() / "voicehub";
  const auto engine = [&](const char* name, EngineKind kind, fs::path program, std::uint16_t port) {
    return engine::LocalEngine{.name = name,
                               .kind = kind,
                               .program = std::move(program),
                               .port = port,
                               .folder = home / name};
  };
  return {engine("tts",
                 EngineKind::tts,
                 program_of({"tts", "flite-tts"}, "tts"),
                 port_from("TTS_PORT", kTtsPort)),
          engine("asr",
                 EngineKind::asr,
                 program_of({"asr-media", "asr"}, "asr"),
                 port_from("ASR_PORT", kAsrPort)),
          engine("debug-tts",
                 EngineKind::tts,
                 program_of({"debug-tts"}, ""),
                 port_from("PORT", kDebugPort))};
}

}  // namespace voicehub::cli
