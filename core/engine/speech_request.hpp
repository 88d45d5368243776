#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/client.hpp"

namespace voicehub::engine {

// One sentence to be spoken.
struct SpeechRequest {
  std::string text;
  std::string voice;
  std::string model;
  std::string format = "wav";
  std::optional<double> speed;  // 0.25 to 4; absent: the engine's own
};

// The same request for each route that engines have, in the order in which they are tried:
// /v1/audio/speech as at OpenAI, then /tts with its plain names.
[[nodiscard]] std::vector<http::Request> speech_requests(const SpeechRequest& speech);

// mp3, opus, aac, flac, wav, pcm: what OpenAI's `response_format` may be.
[[nodiscard]] std::span<const std::string_view> audio_formats();

// `name` in lower case; usage with all six for any other.
[[nodiscard]] Result<std::string> parse_audio_format(std::string_view name);

// By the file's extension, "ogg" being opus; empty when it says nothing.
[[nodiscard]] std::string format_of_file(std::string_view file);

}  // namespace voicehub::engine
