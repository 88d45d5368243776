#pragma once

#include <span>

namespace voicehub::engines {

// Levels are of full scale: 1 is 0 dB.
inline constexpr float kPeakLevel = 0.891251F;  // -1 dB: room for what a lossy codec overshoots
inline constexpr float kSilenceLevel = 0.001F;  // -60 dB

// The largest magnitude. Samples that are not a number or infinite count as 0.
[[nodiscard]] float peak(std::span<const float> samples);

// Whether nothing is louder than `level`. So is sound without samples.
[[nodiscard]] bool is_silent(std::span<const float> samples, float level = kSilenceLevel);

// Brings the peak to kPeakLevel, up or down, and makes samples that are not a number or infinite 0.
// Silence stays as quiet as it is: its noise is nothing to hear.
void normalize_peak(std::span<float> samples);

// Holds sound that comes in pieces at or below kPeakLevel, without waiting for what comes later: a
// peak is turned down at once, and the level returns within a few tenths of a second. Quieter sound
// stays as it is. Samples that are not a number or infinite become 0.
class Limiter {
 public:
  explicit Limiter(int rate);

  void apply(std::span<float> samples);

 private:
  float gain_ = 1.0F;
  float recovery_;  // share of the lost gain that comes back with each sample
};

}  // namespace voicehub::engines
