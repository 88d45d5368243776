#include "engines/piper/voice_files.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

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
  std::vector<fs::path> voices;
  std::error_code failure;
  constexpr auto kOptions = fs::directory_options::follow_directory_symlink |
                            fs::directory_options::skip_permission_denied;
  fs::recursive_directory_iterator at{path, kOptions, failure};
  for (; !failure && at != fs::recursive_directory_iterator{}; at.increment(failure)) {
    if (at->path().extension() == ".onnx" && is_file(at->path()) &&
        is_file(config_file(at->path()))) {
      voices.push_back(at->path());
    }
  }
  if (failure) {
    return make_error(ErrorCode::not_found,
                      fmt::format("no voice of Piper at {}", path.string()),
                      kWhatIsNeeded,
                      failure.message());
  }
  if (voices.empty()) {
    return make_error(
        ErrorCode::not_found, fmt::format("no voice of Piper in {}", path.string()), kWhatIsNeeded);
  }
  std::ranges::sort(voices, {}, [](const fs::path& file) { return file.stem(); });
  return voices;
}

}  // namespace voicehub::engines::piper
