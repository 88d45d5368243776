#include "engines/tts/piper_voices.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "engines/files/folder.hpp"

namespace voicehub::engines::tts {
namespace {

namespace fs = std::filesystem;

constexpr std::array kFolders{"voices", "models", "external_models"};

bool is_voice(const fs::path& file) {
  std::error_code unreadable;
  return file.extension() == ".onnx" && fs::is_regular_file(file, unreadable) &&
         fs::is_regular_file(file.string() + ".json", unreadable);
}

Result<std::vector<fs::path>> voices_in(const fs::path& folder) {
  VH_TRY(std::vector<fs::path> entries, entries_of(folder));
  std::erase_if(entries, [](const fs::path& entry) { return !is_voice(entry); });
  return entries;
}

// Found among what is there, so that no name leads out of the folders.
Result<std::optional<fs::path>> voice_named(const TtsSettings& settings) {
  for (const char* folder : kFolders) {
    VH_TRY(const std::vector<fs::path> voices, voices_in(settings.base / folder));
    for (const fs::path& voice : voices) {
      if (voice.stem() == settings.model) {
        return voice;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<fs::path>> piper_voices(const TtsSettings& settings) {
  if (!settings.model_path.empty()) {
    return std::vector{settings.model_path};
  }
  VH_TRY(const std::optional<fs::path> named, voice_named(settings));
  if (named) {
    return std::vector{*named};
  }
  std::vector<fs::path> folders;
  std::set<fs::path> names;
  for (const char* name : kFolders) {
    const fs::path folder = settings.base / name;
    bool has_new = false;
    VH_TRY(const std::vector<fs::path> voices, voices_in(folder));
    for (const fs::path& voice : voices) {
      has_new |= names.insert(voice.filename()).second;
    }
    // What is mounted is linked into models/ too.
    if (has_new) {
      folders.push_back(folder);
    }
  }
  return folders;
}

Result<bool> is_piper_voice(const TtsSettings& settings) {
  VH_TRY(const std::optional<fs::path> named, voice_named(settings));
  return named.has_value();
}

}  // namespace voicehub::engines::tts
