#pragma once

#include <span>
#include <string>

#include "engines/speech/recognizer.hpp"

namespace voicehub::engines {

// A transcript as text/plain: the segments' texts as one, and a line break.
[[nodiscard]] std::string plain_text(std::span<const Segment> segments);

// As SubRip (.srt) and as WebVTT (.vtt), one cue for each segment that has text. Times are rounded
// to milliseconds and those that are none become 0; a cue that would end before it has begun lasts
// one. Line breaks in a text become spaces, and "-->" in it "->", as both would end the cue.
[[nodiscard]] std::string srt(std::span<const Segment> segments);
[[nodiscard]] std::string vtt(std::span<const Segment> segments);

}  // namespace voicehub::engines
