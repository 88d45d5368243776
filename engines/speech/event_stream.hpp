#pragma once

#include "engines/runtime/http_message.hpp"

namespace voicehub::engines {

// The same sound as OpenAI's server-sent events: speech.audio.delta with base64, at the end
// speech.audio.done.
[[nodiscard]] Response as_event_stream(Response sound);

}  // namespace voicehub::engines
