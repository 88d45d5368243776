#include "tests/support/tone_reader.hpp"

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace voicehub::support {
namespace {

constexpr double kSampleRate = 24000;

double sample_at(std::string_view samples, std::size_t index) {
  const auto low = static_cast<unsigned char>(samples[2 * index]);
  const auto high = static_cast<unsigned char>(samples[2 * index + 1]);
  return static_cast<std::int16_t>(low | high << 8U);
}

double loudness(std::string_view samples, double frequency) {
  const double step = 2 * std::numbers::pi * frequency / kSampleRate;
  const std::complex<double> turn = std::polar(1.0, -step);
  std::complex<double> phase{1};
  std::complex<double> sum{0};
  for (std::size_t i = 0; i < samples.size() / 2; ++i) {
    sum += sample_at(samples, i) * phase;
    phase *= turn;
  }
  return std::abs(sum);
}

}  // namespace

std::string read_tones(std::string_view samples, double speed) {
  const auto bytes_per_tone =
      2 * static_cast<std::size_t>(std::lround(0.080 * kSampleRate / speed));
  std::string text;
  for (; samples.size() >= bytes_per_tone; samples.remove_prefix(bytes_per_tone)) {
    int loudest = 0;
    double best = 0;
    for (int byte = 0; byte < 256; ++byte) {
      const double heard = loudness(samples.substr(0, bytes_per_tone), 200 + 12.5 * byte);
      if (heard > best) {
        best = heard;
        loudest = byte;
      }
    }
    text += static_cast<char>(loudest);
  }
  return text;
}

}  // namespace voicehub::support
