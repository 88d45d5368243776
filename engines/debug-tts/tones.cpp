#include "engines/debug-tts/tones.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace voicehub::engines::debug_tts {
namespace {

constexpr double kAmplitude = 16384;
constexpr std::size_t kLowestTone = 16;  // × 12.5 Hz = 200 Hz

// Every frequency is a multiple of 24000 Hz / 1920, so one turn of a sine has the samples of all
// tones.
using Sine = std::array<std::int16_t, kSamplesPerTone>;

Sine make_sine() {
  Sine sine{};
  for (std::size_t i = 0; i < sine.size(); ++i) {
    const double turn = static_cast<double>(i) / kSamplesPerTone;
    const double value = kAmplitude * std::sin(2 * std::numbers::pi * turn);
    sine[i] = static_cast<std::int16_t>(std::lround(value));
  }
  return sine;
}

}  // namespace

std::string tones(std::string_view text, double speed) {
  static const Sine kSine = make_sine();
  const auto length = static_cast<std::size_t>(std::lround(kSamplesPerTone / speed));
  std::string samples(2 * length * text.size(), '\0');
  char* next = samples.data();
  for (const char character : text) {
    const std::size_t tone = kLowestTone + static_cast<unsigned char>(character);
    for (std::size_t i = 0; i < length; ++i) {
      const auto sample = static_cast<std::uint16_t>(kSine[tone * i % kSamplesPerTone]);
      *next++ = static_cast<char>(sample);
      *next++ = static_cast<char>(sample >> 8U);
    }
  }
  return samples;
}

}  // namespace voicehub::engines::debug_tts
