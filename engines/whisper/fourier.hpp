#pragma once

#include <array>
#include <cstddef>

namespace voicehub::engines::whisper {

struct Complex {
  double re = 0;
  double im = 0;
};

// The discrete Fourier transform of 400 values, the length of Whisper's frames: 25 ms at 16 kHz.
class Fourier400 {
 public:
  static constexpr std::size_t kSize = 400;
  using Values = std::array<Complex, kSize>;

  Fourier400();

  // out[k] = Σ in[n]·exp(−2πi·k·n/400). `in` and `out` are not the same.
  void transform(const Values& in, Values& out) const;

 private:
  Values roots_;  // exp(−2πi·n/400)
};

}  // namespace voicehub::engines::whisper
