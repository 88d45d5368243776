#pragma once

#include <span>
#include <vector>

#include "engines/whisper/energy_vad.hpp"

namespace voicehub::engines {

// Silero's own defaults.
struct SpeechLimits {
  double threshold = 0.5;  // speech begins at this probability, and ends 0.15 below it
  // Seconds.
  double least_speech = 0.25;
  double least_silence = 0.1;
  double padding = 0.03;  // before and after each span, at most half of the silence between two
};

// Spans of speech from the probabilities of windows that follow each other, each of `window`
// seconds. The recording ends after `duration`, in the last window. In order, and none overlaps.
[[nodiscard]] std::vector<whisper::SpeechSpan> speech_runs(std::span<const float> probabilities,
                                                           double window,
                                                           double duration,
                                                           const SpeechLimits& limits = {});

}  // namespace voicehub::engines
