#include "tests/unit/onnx/fixtures.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>
#include <random>

namespace voicehub::engines {

std::filesystem::path onnx_fixture(const std::string& name) {
  return std::filesystem::path{VOICEHUB_ONNX_FIXTURES} / name;
}

ScratchFolder::ScratchFolder() {
  std::string place = (std::filesystem::temp_directory_path() / "onnx-test-XXXXXX").string();
  if (::mkdtemp(place.data()) == nullptr) {
    throw std::filesystem::filesystem_error{
        "no folder for the test", place, std::error_code{errno, std::generic_category()}};
  }
  path_ = place;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path ScratchFolder::write(const std::string& name, const std::string& text) const {
  std::ofstream{path_ / name, std::ios::binary} << text;
  return path_ / name;
}

Audio silence(double seconds) {
  constexpr int kRate = 16000;
  return {.rate = kRate, .samples = std::vector<float>(static_cast<std::size_t>(seconds * kRate))};
}

void add_syllables(Audio& audio, double from, double to) {
  const auto end = static_cast<std::size_t>(to * audio.rate);
  for (auto n = static_cast<std::size_t>(from * audio.rate); n < end; ++n) {
    const double angle = 2 * std::numbers::pi * 220 * static_cast<double>(n) / audio.rate;
    const double loudness =
        std::fmod(static_cast<double>(n) / audio.rate, 0.25) < 0.18 ? 0.3 : 0.0005;
    audio.samples.at(n) += static_cast<float>(loudness * std::sin(angle));
  }
}

void add_noise(Audio& audio, double loudness) {
  std::mt19937 random{7};  // NOLINT(cert-msc51-cpp): the same noise each time
  std::normal_distribution<float> sample{0, static_cast<float>(loudness)};
  for (float& value : audio.samples) {
    value += sample(random);
  }
}

}  // namespace voicehub::engines
