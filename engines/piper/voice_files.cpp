#include "engines/piper/voice_files.hpp"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "engines/files/folder.hpp"

namespace voicehub::engines::piper {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWhatIsNeeded =
    "put <voice>.onnx and <voice>.onnx.json there, as en_US-lessac-medium.onnx and "
    "en_US-lessac-medium.onnx.json";

bool is_file(const fs::path& path) {
  std::error_code none;
  return fs::is_regular_file(path, none);
}

bool is_folder(const fs::path& path) {
  std::error_code none;
  return fs::is_directory(path, none);
}

// Of a folder and of those below it, each once, however many links lead to it and back.
class Search {
 public:
  Result<std::vector<fs::path>> below(const fs::path& folder) {
    VH_TRY(const std::vector<fs::path> entries, entries_of(folder));
    look_at(folder, entries);
    while (!folders_.empty()) {
      const fs::path next = std::move(folders_.back());
      folders_.pop_back();
      // Not all that lies in a volume is the user's: lost+found.
      if (const auto more = entries_of(next)) {
        look_at(next, *more);
      }
    }
    return std::move(voices_);
  }

 private:
  void look_at(const fs::path& folder, const std::vector<fs::path>& entries) {
    std::error_code gone;
    if (!seen_.insert(fs::canonical(folder, gone)).second) {
      return;
    }
    for (const fs::path& entry : entries) {
      if (entry.extension() == ".onnx" && is_file(entry) && is_file(config_file(entry))) {
        voices_.push_back(entry);
      } else if (is_folder(entry)) {
        folders_.push_back(entry);
      }
    }
  }

  std::vector<fs::path> folders_;
  std::vector<fs::path> voices_;
  std::set<fs::path> seen_;
};

std::string name_of(const fs::path& file) {
  return file.filename().string();
}

}  // namespace

fs::path config_file(const fs::path& voice) {
  return voice.string() + ".json";
}

Result<std::vector<fs::path>> find_voice_files(const fs::path& path) {
  if (is_file(path)) {
    if (is_file(config_file(path))) {
      return std::vector{path};
    }
    return make_error(ErrorCode::not_found,
                      fmt::format("no {} beside {}", name_of(config_file(path)), path.string()),
                      "a voice of Piper is both files, from one place");
  }
  VH_CHECK(check_reachable(path));
  if (!is_folder(path)) {
    return make_error(
        ErrorCode::not_found, fmt::format("no voice of Piper at {}", path.string()), kWhatIsNeeded);
  }
  VH_TRY(std::vector<fs::path> voices, Search{}.below(path));
  if (voices.empty()) {
    return make_error(
        ErrorCode::not_found, fmt::format("no voice of Piper in {}", path.string()), kWhatIsNeeded);
  }
  std::ranges::sort(voices, {}, [](const fs::path& file) { return file.stem(); });
  return voices;
}

}  // namespace voicehub::engines::piper
