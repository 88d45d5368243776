#pragma once

#include <filesystem>
#include <vector>

#include "core/base/result.hpp"
#include "engines/tts/tts_settings.hpp"

namespace voicehub::engines::tts {

// Where the Piper voices are that the settings name: MODEL_PATH; the voice that TTS_MODEL names; or
// those of voices/, models/ and external_models/ that have voices in them. Files and folders.
// `failed`, with its owner, for a folder that this user may not read.
[[nodiscard]] Result<std::vector<std::filesystem::path>> piper_voices(const TtsSettings& settings);

// Whether TTS_MODEL is the name of a voice in these folders, without ".onnx".
[[nodiscard]] Result<bool> is_piper_voice(const TtsSettings& settings);

}  // namespace voicehub::engines::tts
