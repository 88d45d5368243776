#pragma once

#include <stop_token>
#include <vector>

#include "core/base/result.hpp"
#include "engines/audio/audio.hpp"

namespace voicehub::engines::whisper {

// Seconds from the start of the recording.
struct SpeechSpan {
  double start = 0;
  double end = 0;
};

struct EnergyVadOptions {
  // Over the noise around, in dB: speech begins above the one and lasts down to the other.
  double onset = 12;
  double end = 6;
  // Seconds.
  double least_speech = 0.25;
  double least_silence = 0.1;
  double padding = 0.03;  // before and after each span, at most half of the silence between two
};

// Where somebody speaks, as far as loudness can tell: whatever stands out from steady noise. Audio
// of any rate; samples that are not numbers count as 0. The spans are in order and do not overlap.
// `cancelled` soon after a stop is asked for.
[[nodiscard]] Result<std::vector<SpeechSpan>> find_speech(const Audio& audio,
                                                          const EnergyVadOptions& options = {},
                                                          const std::stop_token& stop = {});

}  // namespace voicehub::engines::whisper
