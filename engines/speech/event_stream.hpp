#pragma once

#include "engines/runtime/http_message.hpp"

namespace voicehub::engines {

// The same sound as OpenAI's server-sent events: speech.audio.delta with base64, at the end
// speech.audio.done.
[[nodiscard]] Response as_event_stream(Response sound);

// The whole body at once, with its length. An error of its making is 500.
[[nodiscard]] boost::asio::awaitable<Response> gathered(Response response);

}  // namespace voicehub::engines
