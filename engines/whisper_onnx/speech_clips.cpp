#include "engines/whisper_onnx/speech_clips.hpp"

#include <algorithm>
#include <cmath>

namespace voicehub::engines::whisper {
namespace {

std::size_t sample_at(const Audio& audio, double time) {
  const double sample = std::round(std::max(time, 0.0) * audio.rate);
  return std::min(static_cast<std::size_t>(sample), audio.samples.size());
}

}  // namespace

std::vector<SpeechSpan> clips_of(std::span<const SpeechSpan> speech,
                                 double duration,
                                 const ClipOptions& options) {
  std::vector<SpeechSpan> clips;
  for (const SpeechSpan& span : speech) {
    const double start = std::max(span.start - options.padding, 0.0);
    const double end = std::min(span.end + options.padding, duration);
    const bool joins =
        !clips.empty() && start - clips.back().end < options.least_silence - 2 * options.padding;
    if (joins) {
      clips.back().end = std::max(end, clips.back().end);
    } else if (start < end) {
      clips.push_back({.start = start, .end = end});
    }
  }
  return clips;
}

Audio cut(const Audio& audio, std::span<const SpeechSpan> clips) {
  Audio result{.rate = audio.rate, .samples = {}};
  for (const SpeechSpan& clip : clips) {
    const std::size_t first = sample_at(audio, clip.start);
    const std::size_t last = std::max(first, sample_at(audio, clip.end));
    result.samples.insert(result.samples.end(),
                          audio.samples.begin() + static_cast<std::ptrdiff_t>(first),
                          audio.samples.begin() + static_cast<std::ptrdiff_t>(last));
  }
  return result;
}

double in_recording(double time, std::span<const SpeechSpan> clips, Edge edge) {
  double before = 0;
  for (const SpeechSpan& clip : clips) {
    const double length = clip.end - clip.start;
    if (time < before + length || (edge == Edge::end && time <= before + length)) {
      return clip.start + std::max(time - before, 0.0);
    }
    before += length;
  }
  return clips.empty() ? time : clips.back().end;
}

}  // namespace voicehub::engines::whisper
