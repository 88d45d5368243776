#pragma once

#include <string>
#include <string_view>

#include "engines/runtime/http_message.hpp"

namespace voicehub::engines {

// One server-sent event with this data, which has no line break.
[[nodiscard]] std::string server_event(std::string_view data);

// An answer of such events, which nobody on the way may keep or hold back.
[[nodiscard]] Response event_stream(BodySource events);

// The same sound as OpenAI's server-sent events: speech.audio.delta with base64, at the end
// speech.audio.done.
[[nodiscard]] Response as_event_stream(Response sound);

}  // namespace voicehub::engines
