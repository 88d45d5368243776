#pragma once

#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "engines/audio/audio.hpp"
#include "engines/onnx/session.hpp"
#include "engines/vad/speech_runs.hpp"

namespace voicehub::engines {

// Silero's voice activity detection. Versions 3 to 6 are told apart by the names of their inputs.
// Several threads may use one at once.
class SileroVad {
 public:
  // As onnx::Session::load; `unsupported` for a model with other inputs.
  static Result<SileroVad> load(const std::filesystem::path& file);

  // Of each window of 32 ms, 0 to 1. `samples` are at 16 kHz.
  [[nodiscard]] Result<std::vector<float>> probabilities(std::span<const float> samples,
                                                         const std::stop_token& stop = {}) const;

  // `audio` has any rate from 1 to 384 kHz.
  [[nodiscard]] Result<std::vector<whisper::SpeechSpan>> find_speech(
      const Audio& audio, const SpeechLimits& limits = {}, const std::stop_token& stop = {}) const;

 private:
  // What the network remembers from one window to the next.
  struct Memory {
    std::string input;
    std::string output;
    onnx::Shape shape;
  };

  explicit SileroVad(onnx::Session session) : session_{std::move(session)} {}

  // The output for the windows of `block`, [windows][context + 512]. Changes the memory.
  [[nodiscard]] Result<onnx::Tensor> hear(onnx::Tensor block,
                                          std::vector<onnx::Tensor>& memory,
                                          const std::stop_token& stop) const;

  static Result<std::vector<Memory>> memories_of(const onnx::Session& session);

  onnx::Session session_;
  std::vector<Memory> memories_;
  std::string input_;
  std::string output_;
  bool wants_rate_ = false;
  std::size_t context_ = 0;  // samples of the window before, in front of each window
  std::size_t batch_ = 1;    // windows of one run
};

}  // namespace voicehub::engines
