#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engines/runtime/multipart.hpp"
#include "engines/speech/recognizer.hpp"
#include "engines/speech/recording_part.hpp"

namespace voicehub::engines {

enum class TranscriptFormat { json, text, srt, verbose_json, vtt };

// What a client wants to know of a recording.
struct TranscriptionRequest {
  std::string_view file;  // within the parts that were parsed
  RecordingPart part;
  RecognitionOptions options;
  TranscriptFormat format = TranscriptFormat::json;
  bool with_segments = true;  // in the verbose answer
  bool as_events = false;     // stream: true
};

// POST /v1/audio/transcriptions, /v1/audio/translations and whisper.cpp's /inference: file,
// language (a code, a name, "auto"), prompt, temperature (0 to 1), response_format (json),
// timestamp_granularities with and without its brackets, stream; whisper.cpp's translate, offset_t
// and duration (milliseconds; a duration of 0 is all). Others are accepted.
[[nodiscard]] OrRefusal<TranscriptionRequest> parse_transcription(std::span<const FormPart> parts);

}  // namespace voicehub::engines
