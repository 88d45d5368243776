#pragma once

#include <string>

#include "engines/speech/voice_table.hpp"

// What there is, as clients of several servers read it.
namespace voicehub::engines {

// GET /v1/audio/voices: the voices, with the speakers of those that have several, and the other
// names that stand for one.
[[nodiscard]] std::string voices_json(const VoiceTable& table);

// GET /voices of Piper's own server: by name, what stands beside a voice of Piper, as it is there.
[[nodiscard]] std::string piper_voices_json(const VoiceTable& table);

// GET /languages: code and name of each, "en-US" and "English (US)".
[[nodiscard]] std::string languages_json(const VoiceTable& table);

}  // namespace voicehub::engines
