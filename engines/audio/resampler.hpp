#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "engines/audio/audio.hpp"

namespace voicehub::engines {

// Brings sound from one sample rate to another, piece by piece.
class Resampler {
 public:
  // Rates in Hz, 1'000 to 384'000; else `unsupported`.
  static Result<Resampler> create(int from, int to);
  Resampler(Resampler&& other) noexcept;
  Resampler& operator=(Resampler&& other) noexcept;
  ~Resampler();

  // What is ready after this piece. The filter holds some milliseconds back.
  [[nodiscard]] std::vector<float> feed(std::span<const float> samples);
  // The rest. All pieces together have round(samples * to / from) samples. Nothing may be fed
  // after.
  [[nodiscard]] std::vector<float> finish();

 private:
  class Impl;
  explicit Resampler(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

// The whole of it at another rate. No samples where Resampler::create would refuse one of the
// rates.
[[nodiscard]] Audio resampled(const Audio& audio, int rate);

}  // namespace voicehub::engines
