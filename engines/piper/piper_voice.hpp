#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "engines/onnx/session.hpp"
#include "engines/piper/voice_config.hpp"
#include "engines/speech/synthesizer.hpp"

namespace voicehub::engines::piper {

// The network's own inputs beside the phonemes.
struct Manner {
  double noise_scale = 0;   // how much the sound varies
  double length_scale = 1;  // 2 is twice as long
  double noise_w = 0;       // how much the lengths of phonemes vary
  std::int64_t speaker = 0;
};

// One voice. Several threads may use it at once.
class PiperVoice {
 public:
  // Reads the configuration; the network is loaded when it is first needed. `not_found` when
  // espeak-ng cannot read the voice's language.
  [[nodiscard]] static Result<std::unique_ptr<PiperVoice>> open(const std::filesystem::path& file,
                                                                int threads);

  [[nodiscard]] const Voice& listed() const { return listed_; }

  [[nodiscard]] const VoiceConfig& config() const { return config_; }

  // By name or number; empty is the default. `not_found`, with those that there are.
  [[nodiscard]] Result<std::int64_t> speaker(const std::string& name) const;

  // Unless it is loaded. `unsupported` for a network with other inputs than Piper's.
  [[nodiscard]] Result<void> load();

  // Says a few of its phonemes to nobody: the first run is slower than those after it.
  [[nodiscard]] Result<void> warm_up();

  // The sound, at the rate of the configuration, as the network makes it.
  [[nodiscard]] Result<std::vector<float>> compute(std::span<const std::int64_t> ids,
                                                   const Manner& manner,
                                                   std::stop_token stop);

 private:
  PiperVoice(std::filesystem::path file, VoiceConfig config, std::string config_text, int threads);

  std::filesystem::path file_;
  VoiceConfig config_;
  Voice listed_;
  int threads_;
  std::mutex mutex_;  // of loading
  std::optional<onnx::Session> session_;
};

}  // namespace voicehub::engines::piper
