#pragma once

#include <span>
#include <vector>

#include "engines/audio/audio.hpp"
#include "engines/whisper/energy_vad.hpp"

// Long silences are not given to the network, which would make up sentences for them.
namespace voicehub::engines::whisper {

struct ClipOptions {
  // Seconds. Shorter silences stay: the network hears from them where a sentence ends.
  double least_silence = 2.0;
  double padding = 0.4;  // before and after: a voice activity detection misses soft sounds
};

// The parts of a recording that are worth hearing; in order, and apart from each other.
[[nodiscard]] std::vector<SpeechSpan> clips_of(std::span<const SpeechSpan> speech,
                                               double duration,
                                               const ClipOptions& options = {});

// The clips one after the other.
[[nodiscard]] Audio cut(const Audio& audio, std::span<const SpeechSpan> clips);

// Where a moment of what was cut lies in the recording. A moment between two clips is the end of
// the one for `Edge::end`, the start of the other for `Edge::start`.
enum class Edge { start, end };
[[nodiscard]] double in_recording(double time, std::span<const SpeechSpan> clips, Edge edge);

}  // namespace voicehub::engines::whisper
