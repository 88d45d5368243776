#pragma once

#include <optional>
#include <string>

#include "engines/audio/encoder.hpp"
#include "engines/runtime/json_fields.hpp"

namespace voicehub::engines {

// Characters: an hour of speech, about. OpenAI's 4096 are a limit of its service, and neither
// Piper's server nor `voicehub say` has one.
inline constexpr std::size_t kLongestText = 65'536;

// How a route calls what may be wrong only for the voice that is asked for.
struct SpeechFields {
  const char* text = "input";
  const char* speed = "speed";
  const char* speaker = "speaker";
};

// What a client wants to hear. The same for every route; what a route's own names are is known to
// the functions below alone.
struct SpeechRequest {
  std::string text;
  std::string voice;    // empty: the engine's default
  std::string speaker;  // of a voice with several; empty: its default
  double speed = 1.0;
  std::optional<double> length_scale = std::nullopt;  // as in Utterance, and so the next two
  std::optional<double> noise_scale = std::nullopt;
  std::optional<double> noise_w_scale = std::nullopt;
  AudioFormat format = AudioFormat::mp3;
  std::optional<int> sample_rate;
  bool as_events = false;  // stream_format: sse
  SpeechFields fields;
};

// POST /v1/audio/speech: model, input, voice (a name or {"id"}), response_format (mp3), speed (0.25
// to 4), stream_format (audio, sse), sample_rate.
[[nodiscard]] OrRefusal<SpeechRequest> parse_openai_speech(std::string_view body);

// POST /tts: text, voice, rate, format (mp3).
[[nodiscard]] OrRefusal<SpeechRequest> parse_plain_speech(std::string_view body);

// POST /synthesize, as Piper's own server has it: text, voice, speaker or speaker_id, length_scale
// (0.25 to 4), noise_scale and noise_w_scale (0 to 2). Always WAV.
[[nodiscard]] OrRefusal<SpeechRequest> parse_piper_speech(std::string_view body);

}  // namespace voicehub::engines
