#pragma once

#include <chrono>
#include <optional>

#include "engines/audio/audio.hpp"
#include "engines/speech/recognizer.hpp"

namespace voicehub::engines {

// What of a recording is listened to; the whole unless a client wants less.
struct RecordingPart {
  std::chrono::milliseconds offset{0};
  std::optional<std::chrono::milliseconds> length = std::nullopt;  // nothing: up to the end
};

// No samples where the part lies behind the end.
[[nodiscard]] Audio part_of(Audio recording, const RecordingPart& part);

// The segment's times, which count from the start of the part, from that of the recording.
[[nodiscard]] Segment in_recording(Segment heard, const RecordingPart& part);

}  // namespace voicehub::engines
