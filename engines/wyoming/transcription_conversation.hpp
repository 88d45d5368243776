#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "engines/speech/transcription_api.hpp"
#include "engines/wyoming/info.hpp"
#include "engines/wyoming/peer.hpp"

namespace voicehub::engines::wyoming {

struct TranscriptionOptions {
  Program program;
  std::function<std::vector<std::string>()> languages;  // of the model, ISO 639-1
  std::size_t most_bytes = 0;                           // of one recording
};

// describe, ping, transcribe, audio-start, -chunk, -stop. The recording has 16 bits, any rate that
// decode() takes and up to eight channels. `service` outlives the conversations.
[[nodiscard]] MakeConversation transcription_conversations(TranscriptionService& service,
                                                           TranscriptionOptions options);

}  // namespace voicehub::engines::wyoming
