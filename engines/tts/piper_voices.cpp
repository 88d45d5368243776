#include "engines/tts/piper_voices.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace voicehub::engines::tts {
namespace {

namespace fs = std::filesystem;

constexpr std::array kFolders{"voices", "models", "external_models"};

bool is_voice(const fs::path& file) {
  std::error_code unreadable;
  return file.extension() == ".onnx" && fs::is_regular_file(file, unreadable) &&
         fs::is_regular_file(file.string() + ".json", unreadable);
}

std::vector<fs::path> voices_in(const fs::path& folder) {
  std::vector<fs::path> voices;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator{folder, unreadable}) {
    if (is_voice(entry.path())) {
      voices.push_back(entry.path());
    }
  }
  return voices;
}

// Found among what is there, so that no name leads out of the folders.
std::optional<fs::path> voice_named(const TtsSettings& settings) {
  for (const char* folder : kFolders) {
    for (const fs::path& voice : voices_in(settings.base / folder)) {
      if (voice.stem() == settings.model) {
        return voice;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<fs::path> piper_voices(const TtsSettings& settings) {
  if (!settings.model_path.empty()) {
    return {settings.model_path};
  }
  if (const auto voice = voice_named(settings)) {
    return {*voice};
  }
  std::vector<fs::path> folders;
  std::set<fs::path> names;
  for (const char* name : kFolders) {
    const fs::path folder = settings.base / name;
    bool has_new = false;
    for (const fs::path& voice : voices_in(folder)) {
      has_new |= names.insert(voice.filename()).second;
    }
    // What is mounted is linked into models/ too.
    if (has_new) {
      folders.push_back(folder);
    }
  }
  return folders;
}

bool is_piper_voice(const TtsSettings& settings) {
  return voice_named(settings).has_value();
}

}  // namespace voicehub::engines::tts
