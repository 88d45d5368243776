#pragma once

#include <span>
#include <vector>

#include "engines/whisper/tokens.hpp"

namespace voicehub::engines::whisper {

// Seconds from the start of the window, and tokens with the timestamps around them.
struct TokenSegment {
  double start = 0;
  double end = 0;
  std::vector<int> tokens;
};

struct WindowSegments {
  std::vector<TokenSegment> segments;
  int next = 0;  // frames of 10 ms from the start of this window to that of the next, at least 1
};

// Cuts the tokens of a window at the pairs of timestamps. The next window begins at the last pair,
// because what follows it was cut off by the window's end; without such a rest, where this one
// ends, after `window_frames`.
[[nodiscard]] WindowSegments split_window(std::span<const int> tokens,
                                          const SpecialTokens& special,
                                          int window_frames);

}  // namespace voicehub::engines::whisper
