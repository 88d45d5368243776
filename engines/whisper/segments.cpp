#include "engines/whisper/segments.hpp"

#include <algorithm>
#include <cstddef>

#include "engines/whisper/log_mel.hpp"

namespace voicehub::engines::whisper {
namespace {

constexpr int kFramesPerTimestamp = 2;

class Timestamps {
 public:
  explicit Timestamps(const SpecialTokens& special) : first_{special.first_timestamp} {}

  [[nodiscard]] bool are(int token) const { return token >= first_; }

  // Of the last token that is a timestamp; 0 when none is.
  [[nodiscard]] int last_in(std::span<const int> tokens) const {
    for (std::size_t n = tokens.size(); n > 0; --n) {
      if (are(tokens[n - 1])) {
        return tokens[n - 1] - first_;
      }
    }
    return 0;
  }

  // Of the first token; 0 when it is none.
  [[nodiscard]] int first_in(std::span<const int> tokens) const {
    return tokens.empty() || !are(tokens.front()) ? 0 : tokens.front() - first_;
  }

 private:
  int first_;
};

// Where one segment ends and the next begins: between two timestamps that follow each other.
std::vector<std::size_t> cuts_of(std::span<const int> tokens, const Timestamps& timestamps) {
  std::vector<std::size_t> cuts;
  for (std::size_t n = 1; n < tokens.size(); ++n) {
    if (timestamps.are(tokens[n - 1]) && timestamps.are(tokens[n])) {
      cuts.push_back(n);
    }
  }
  return cuts;
}

TokenSegment whole_window(std::span<const int> tokens,
                          const Timestamps& timestamps,
                          int window_frames) {
  const int first = timestamps.first_in(tokens);
  const int last = timestamps.last_in(tokens);
  return {.start = first * kSecondsPerTimestamp,
          .end = last > first ? last * kSecondsPerTimestamp
                              : static_cast<double>(window_frames) / kFramesPerSecond,
          .tokens = {tokens.begin(), tokens.end()}};
}

}  // namespace

WindowSegments split_window(std::span<const int> tokens,
                            const SpecialTokens& special,
                            int window_frames) {
  const Timestamps timestamps{special};
  WindowSegments result{.segments = {}, .next = std::max(window_frames, 1)};
  std::vector<std::size_t> cuts = cuts_of(tokens, timestamps);
  if (cuts.empty()) {
    result.segments.push_back(whole_window(tokens, timestamps, window_frames));
    return result;
  }
  const std::size_t size = tokens.size();
  const bool nothing_cut_off =
      timestamps.are(tokens[size - 1]) && !timestamps.are(tokens[size - 2]);
  if (nothing_cut_off) {
    cuts.push_back(size);
  }
  std::size_t begin = 0;
  for (const std::size_t cut : cuts) {
    const std::span<const int> slice = tokens.subspan(begin, cut - begin);
    result.segments.push_back({.start = timestamps.first_in(slice) * kSecondsPerTimestamp,
                               .end = timestamps.last_in(slice) * kSecondsPerTimestamp,
                               .tokens = {slice.begin(), slice.end()}});
    begin = cut;
  }
  const int last_pair = timestamps.last_in(tokens.first(begin)) * kFramesPerTimestamp;
  if (!nothing_cut_off && last_pair > 0) {
    result.next = std::min(last_pair, result.next);
  }
  return result;
}

}  // namespace voicehub::engines::whisper
