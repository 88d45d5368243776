#pragma once

#include "engines/speech/speech_api.hpp"
#include "engines/wyoming/info.hpp"
#include "engines/wyoming/peer.hpp"

namespace voicehub::engines::wyoming {

// describe, ping, synthesize, and synthesize-start, -chunk, -stop: each sentence of the stream is
// said as soon as it is complete. `service` outlives the conversations.
[[nodiscard]] MakeConversation speech_conversations(SpeechService& service, Program program);

}  // namespace voicehub::engines::wyoming
