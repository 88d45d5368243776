#pragma once

#include <cstddef>
#include <stop_token>
#include <vector>

#include "core/base/result.hpp"
#include "engines/audio/audio.hpp"

namespace voicehub::engines::whisper {

constexpr int kSampleRate = 16000;
constexpr int kSamplesPerFrame = 160;  // 10 ms
constexpr int kFramesPerSecond = kSampleRate / kSamplesPerFrame;
constexpr int kWindowFrames = 3000;  // 30 s, what the network hears at once

// The logarithmic mel spectrogram of a recording, scaled as Whisper was trained with it.
class LogMel {
 public:
  // 80 bins, or 128 for large-v3 and its like. `unsupported` for other numbers of bins and for
  // audio that is not at 16 kHz, `cancelled` soon after a stop is asked for. Samples that are not
  // numbers count as 0.
  static Result<LogMel> of(const Audio& audio, int bins, std::stop_token stop = {});

  [[nodiscard]] int bins() const { return bins_; }

  // Whole frames of the recording.
  [[nodiscard]] int frames() const { return frames_; }

  // 30 s from `first_frame` on, [bins][3000], a bin after the other. What lies outside the
  // recording is silence.
  [[nodiscard]] std::vector<float> window(int first_frame) const;

 private:
  LogMel(int bins, int frames, std::size_t columns);

  int bins_;
  int frames_;
  std::size_t columns_;        // frames that hear something of the recording: two more than frames_
  std::vector<float> values_;  // [bins][columns]
  float silence_ = 0;
};

}  // namespace voicehub::engines::whisper
