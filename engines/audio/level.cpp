#include "engines/audio/level.hpp"

#include <algorithm>
#include <cmath>

namespace voicehub::engines {
namespace {

// Not clean(): what is louder than full scale is to be turned down here, not cut off.
float finite(float sample) {
  return std::isfinite(sample) ? sample : 0.0F;
}

}  // namespace

float peak(std::span<const float> samples) {
  float largest = 0.0F;
  for (const float sample : samples) {
    largest = std::max(largest, std::abs(finite(sample)));
  }
  return largest;
}

bool is_silent(std::span<const float> samples, float level) {
  return peak(samples) <= level;
}

void normalize_peak(std::span<float> samples) {
  const float largest = peak(samples);
  // Divided first: kPeakLevel / largest would be 0 for the largest floats.
  const float scale = largest <= kSilenceLevel ? 1.0F : largest;
  const float level = largest <= kSilenceLevel ? 1.0F : kPeakLevel;
  for (float& sample : samples) {
    sample = finite(sample) / scale * level;
  }
}

Limiter::Limiter(int rate) {
  constexpr float kRecoverySeconds = 0.1F;
  recovery_ = 1.0F - std::exp(-1.0F / (kRecoverySeconds * static_cast<float>(std::max(rate, 1))));
}

void Limiter::apply(std::span<float> samples) {
  for (float& sample : samples) {
    const float value = finite(sample);
    gain_ += (1.0F - gain_) * recovery_;
    gain_ = std::min(gain_, kPeakLevel / std::max(std::abs(value), kPeakLevel));
    sample = std::clamp(value * gain_, -kPeakLevel, kPeakLevel);
  }
}

}  // namespace voicehub::engines
