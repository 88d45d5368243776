#include "tests/unit/onnx/piper_voices.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace voicehub::engines {

namespace fs = std::filesystem;

fs::path hum(const std::string& file) {
  return fs::path{VOICEHUB_ONNX_FIXTURES} / file;
}

void VoiceFolder::add(const std::string& name,
                      const std::string& from,
                      const std::string& to,
                      const std::string& network) {
  fs::copy_file(hum(network), path() / (name + ".onnx"));
  std::ifstream stream{hum("hum.onnx.json")};
  std::string json{std::istreambuf_iterator<char>{stream}, {}};
  const auto at = json.find(from);
  if (at == std::string::npos) {
    throw std::runtime_error{from + " is not in hum.onnx.json"};
  }
  write(name + ".onnx.json", json.replace(at, from.size(), to));
}

void VoiceFolder::write(const std::string& file, const std::string& text) {
  fs::create_directories((path() / file).parent_path());
  std::ofstream{path() / file} << text;
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
