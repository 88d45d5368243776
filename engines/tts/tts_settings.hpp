#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engines/runtime/settings.hpp"
#include "engines/runtime/work_settings.hpp"

namespace voicehub::engines::tts {

struct TtsSettings {
  WorkSettings work;
  std::uint16_t wyoming_port = 0;       // WYOMING_PORT; 0: Home Assistant's protocol is not spoken
  std::string model;                    // TTS_MODEL; empty: all that need no file
  std::filesystem::path model_path;     // MODEL_PATH: a Piper voice, or a folder of them
  std::filesystem::path voice_table;    // VOICE_TABLE: other names of voices
  std::filesystem::path base = "/app";  // holds models/, external_models/ and voices/
  bool normalize = true;                // NORMALIZE: bring each sentence of Piper to the same peak
};

// TTS_PORT, WYOMING_PORT, TTS_MODEL, MODEL_PATH, DEVICE, TTS_DEVICE, VOICE_TABLE, NORMALIZE, and
// those of the work. The settings outlive the variables.
[[nodiscard]] std::vector<Variable> variables_of(TtsSettings& settings);

}  // namespace voicehub::engines::tts
