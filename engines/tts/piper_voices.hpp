#pragma once

#include <filesystem>
#include <vector>

#include "engines/tts/tts_settings.hpp"

namespace voicehub::engines::tts {

// The Piper voices that the settings name or that lie in voices/, models/ and external_models/:
// each the .onnx file, beside which is its .onnx.json.
[[nodiscard]] std::vector<std::filesystem::path> piper_voices(const TtsSettings& settings);

// Whether TTS_MODEL is the name of one, without ".onnx".
[[nodiscard]] bool is_piper_voice(const TtsSettings& settings);

}  // namespace voicehub::engines::tts
