#include "tests/unit/onnx/piper_voices.hpp"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

namespace voicehub::engines {

namespace fs = std::filesystem;

fs::path hum(const std::string& file) {
  return fs::path{"tests/fixtures/onnx"} / file;
}

fs::path beep(const std::string& file) {
  const char* const folder = std::getenv("VOICEHUB_TESTDATA");
  return fs::path{folder != nullptr ? folder : "../shared/testdata"} / "voice" / "synthetic" / file;
}

VoiceFolder::VoiceFolder() {
  static std::atomic<int> count = 0;
  path_ = fs::temp_directory_path() / fmt::format("voices-{}-{}", ::getpid(), count++);
  fs::create_directories(path_);
}

VoiceFolder::~VoiceFolder() {
  std::error_code none;
  fs::remove_all(path_, none);
}

void VoiceFolder::add(const std::string& name,
                      const std::string& from,
                      const std::string& to,
                      const std::string& network) {
  fs::copy_file(hum(network), path_ / (name + ".onnx"));
  std::ifstream stream{hum("hum.onnx.json")};
  std::string json{std::istreambuf_iterator<char>{stream}, {}};
  const auto at = json.find(from);
  if (at == std::string::npos) {
    throw std::runtime_error{from + " is not in hum.onnx.json"};
  }
  write(name + ".onnx.json", json.replace(at, from.size(), to));
}

void VoiceFolder::write(const std::string& file, const std::string& text) {
  fs::create_directories((path_ / file).parent_path());
  std::ofstream{path_ / file} << text;
}

std::unique_ptr<PiperSynthesizer> loaded(PiperOptions options) {
  auto synthesizer = PiperSynthesizer::load(std::move(options));
  if (!synthesizer) {
    throw std::runtime_error{synthesizer.error().message};
  }
  return std::move(*synthesizer);
}

double pitch(const Audio& audio) {
  int crossings = 0;
  for (std::size_t at = 1; at < audio.samples.size(); ++at) {
    crossings += audio.samples[at - 1] < 0 && audio.samples[at] >= 0 ? 1 : 0;
  }
  return crossings / audio.duration().count();
}

}  // namespace voicehub::engines
