#pragma once

#include <string>

#include "engines/speech/voice_table.hpp"
#include "engines/wyoming/event.hpp"

namespace voicehub::engines::wyoming {

struct ChosenVoice {
  std::string voice;    // its id
  std::string speaker;  // empty: its default
};

// What `voice` of an event asks for, {"name", "speaker", "language"}, the first that is there: the
// voice of that name, the one with that speaker, the first of that language ("en-US", "en_US" or
// "en"), or the engine's first. `not_found` for what it has not: never another voice in silence.
[[nodiscard]] Result<ChosenVoice> choose_voice(const VoiceTable& voices, const EventData& wanted);

}  // namespace voicehub::engines::wyoming
