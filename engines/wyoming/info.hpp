#pragma once

#include <string>
#include <vector>

#include "engines/speech/voice_table.hpp"
#include "engines/wyoming/event.hpp"

namespace voicehub::engines::wyoming {

// The program of this engine, as clients list it.
struct Program {
  std::string name;   // Home Assistant names its entity after it: "flite-tts"
  std::string about;  // a sentence
};

// The event `info` of an engine that speaks. Without a table, while the model loads, it has one
// voice, kDefaultVoice: Home Assistant cannot use a program without one.
[[nodiscard]] Event speech_info(const Program& program, const VoiceTable* voices);

inline constexpr const char* kDefaultVoice = "default";  // whichever is the engine's first

// The event `info` of an engine that listens. `languages` are those of the model, ISO 639-1.
[[nodiscard]] Event transcription_info(const Program& program,
                                       const std::string& model,
                                       const std::vector<std::string>& languages);

}  // namespace voicehub::engines::wyoming
