#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engines/runtime/settings.hpp"
#include "engines/runtime/work_settings.hpp"

namespace voicehub::engines::asr {

struct AsrSettings {
  WorkSettings work;
  std::uint16_t wyoming_port = 0;       // WYOMING_PORT; 0: Home Assistant's protocol is not spoken
  std::string model;                    // ASR_MODEL; empty: what needs no file of the user's
  std::filesystem::path model_path;     // MODEL_PATH: a folder with a Whisper model
  std::filesystem::path vad_model;      // VAD_MODEL: Silero's file; empty: loudness tells
  std::filesystem::path grammar;        // GRAMMAR: JSGF, for pocketsphinx
  std::filesystem::path keywords;       // KEYWORDS: phrases, for pocketsphinx
  std::filesystem::path base = "/app";  // holds models/ and external_models/
};

// ASR_PORT, WYOMING_PORT, ASR_MODEL, MODEL_PATH, DEVICE, ASR_DEVICE, VAD_MODEL, GRAMMAR, KEYWORDS,
// and those of the work. The settings outlive the variables.
[[nodiscard]] std::vector<Variable> variables_of(AsrSettings& settings);

}  // namespace voicehub::engines::asr
