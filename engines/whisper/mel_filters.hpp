#pragma once

#include <cstddef>
#include <vector>

namespace voicehub::engines::whisper {

// A triangle on the mel scale: what each of the frequencies `first`, `first` + 1 … counts. All
// others count nothing. Frequency k is k × 40 Hz, k = 0 … 200.
struct MelFilter {
  std::size_t first = 0;
  std::vector<double> weights;
};

// Slaney's filters from 0 to 8 kHz, each of area 1 over its width in Hz.
[[nodiscard]] std::vector<MelFilter> mel_filters(int count);

}  // namespace voicehub::engines::whisper
