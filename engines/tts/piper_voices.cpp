#include "engines/tts/piper_voices.hpp"

#include <algorithm>

namespace voicehub::engines::tts {
namespace {

namespace fs = std::filesystem;

bool is_voice(const fs::path& file) {
  std::error_code unreadable;
  return file.extension() == ".onnx" && fs::is_regular_file(file, unreadable) &&
         fs::is_regular_file(file.string() + ".json", unreadable);
}

void add_voices_in(const fs::path& folder, std::vector<fs::path>& voices) {
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator{folder, unreadable}) {
    if (is_voice(entry.path())) {
      voices.push_back(entry.path());
    }
  }
}

std::vector<fs::path> voices_in_folders(const TtsSettings& settings) {
  std::vector<fs::path> voices;
  for (const char* folder : {"voices", "models", "external_models"}) {
    add_voices_in(settings.base / folder, voices);
  }
  std::ranges::sort(voices, {}, [](const fs::path& file) { return file.filename(); });
  const auto twice =
      std::ranges::unique(voices, {}, [](const fs::path& file) { return file.filename(); });
  voices.erase(twice.begin(), twice.end());
  return voices;
}

}  // namespace

std::vector<fs::path> piper_voices(const TtsSettings& settings) {
  if (settings.model_path.empty()) {
    std::vector<fs::path> voices = voices_in_folders(settings);
    if (is_piper_voice(settings)) {
      std::erase_if(voices, [&](const fs::path& file) { return file.stem() != settings.model; });
    }
    return voices;
  }
  std::error_code unreadable;
  if (!fs::is_directory(settings.model_path, unreadable)) {
    return {settings.model_path};
  }
  std::vector<fs::path> voices;
  add_voices_in(settings.model_path, voices);
  std::ranges::sort(voices);
  return voices;
}

bool is_piper_voice(const TtsSettings& settings) {
  return std::ranges::any_of(voices_in_folders(settings),
                             [&](const fs::path& file) { return file.stem() == settings.model; });
}

}  // namespace voicehub::engines::tts
