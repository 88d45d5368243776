#pragma once

#include <string>

#include "engines/speech/recognizer.hpp"
#include "engines/speech/transcription_request.hpp"

namespace voicehub::engines {

// A transcript in the form that was asked for, and its type for HTTP.
[[nodiscard]] std::string written(const Transcript& transcript,
                                  const TranscriptionRequest& request);
[[nodiscard]] std::string content_type(TranscriptFormat format);

// OpenAI's server-sent events: transcript.text.delta for each segment, transcript.text.done.
[[nodiscard]] std::string delta_event(const std::string& text);
[[nodiscard]] std::string done_event(const Transcript& transcript);

}  // namespace voicehub::engines
