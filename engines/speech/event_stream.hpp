#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "engines/runtime/http_message.hpp"

namespace voicehub::engines {

// One server-sent event with this data, which has no line break.
[[nodiscard]] std::string server_event(std::string_view data);

// An answer of such events, which nobody on the way may keep or hold back. What their making fails
// with is the last of them, with OpenAI's error; then the connection is closed in mid-body.
[[nodiscard]] Response event_stream(BodySource events);

// What has been said, in the unit that OpenAI's clients count in. No engine here has tokens: these
// are as many as OpenAI's models would have had, about.
struct SpeechUsage {
  std::size_t input_tokens = 0;
  std::size_t output_tokens = 0;
};

// A token for each four characters, and for each 50 ms of sound.
[[nodiscard]] SpeechUsage estimated_usage(std::size_t characters,
                                          std::chrono::duration<double> sound);

// The same sound as OpenAI's server-sent events: speech.audio.delta with base64, at the end
// speech.audio.done with the usage, which is asked for then.
[[nodiscard]] Response as_event_stream(Response sound, std::function<SpeechUsage()> usage);

}  // namespace voicehub::engines
