#include "engines/vad/speech_runs.hpp"

#include <algorithm>
#include <optional>

namespace voicehub::engines {
namespace {

using whisper::SpeechSpan;

constexpr double kHysteresis = 0.15;
constexpr double kLeastEndThreshold = 0.01;

void pad(std::span<SpeechSpan> spans, double padding, double duration) {
  for (std::size_t n = 0; n < spans.size(); ++n) {
    const bool last = n + 1 == spans.size();
    if (n == 0) {
      spans[n].start = std::max(spans[n].start - padding, 0.0);
    }
    const double silence = last ? 2 * padding : spans[n + 1].start - spans[n].end;
    const double share = std::min(padding, silence / 2);
    spans[n].end = std::min(spans[n].end + share, duration);
    if (!last) {
      spans[n + 1].start -= share;
    }
  }
}

}  // namespace

std::vector<SpeechSpan> speech_runs(std::span<const float> probabilities,
                                    double window,
                                    double duration,
                                    const SpeechLimits& limits) {
  const double end_threshold = std::max(limits.threshold - kHysteresis, kLeastEndThreshold);
  std::vector<SpeechSpan> spans;
  std::optional<double> start;
  std::optional<double> silent_since;
  const auto close = [&](double end) {
    if (end - *start > limits.least_speech) {
      spans.push_back({.start = *start, .end = end});
    }
    start.reset();
    silent_since.reset();
  };
  for (std::size_t n = 0; n < probabilities.size(); ++n) {
    const double now = static_cast<double>(n) * window;
    if (probabilities[n] >= limits.threshold) {
      silent_since.reset();
      start = start.value_or(now);
    } else if (start && probabilities[n] < end_threshold) {
      silent_since = silent_since.value_or(now);
      if (now + window - *silent_since >= limits.least_silence) {
        close(*silent_since);
      }
    }
  }
  if (start) {
    close(duration);
  }
  pad(spans, limits.padding, duration);
  return spans;
}

}  // namespace voicehub::engines
