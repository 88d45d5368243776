#include "engines/speech/speech_request.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "engines/text/utf8.hpp"

namespace voicehub::engines {
namespace {

constexpr double kSlowest = 0.25;
constexpr double kFastest = 4.0;

OrRefusal<std::string> text_of(const JsonFields& fields, const char* name) {
  VH_TRY(std::string text, fields.text(name, {}));
  const std::size_t length = utf8::count_characters(text);
  if (length == 0 || length > kLongestText) {
    return refuse(
        fmt::format("'{}' must have 1 to {} characters; it has {}", name, kLongestText, length),
        name);
  }
  return text;
}

OrRefusal<AudioFormat> format_of(const JsonFields& fields, const char* name) {
  VH_TRY(const std::string text, fields.text(name, "mp3"));
  const auto format = parse_audio_format(text);
  if (!format) {
    return refuse(
        fmt::format("'{}' is no audio format here; there are mp3, opus, aac, flac, wav and pcm",
                    text),
        name);
  }
  return *format;
}

OrRefusal<std::optional<int>> sample_rate_of(const JsonFields& fields) {
  constexpr const char* kName = "sample_rate";
  if (!fields.has(kName)) {
    return std::nullopt;
  }
  VH_TRY(const double rate, fields.number(kName, 0, 8000, 48000));
  return static_cast<int>(std::lround(rate));
}

OrRefusal<std::optional<double>> scale_of(const JsonFields& fields, const char* name) {
  constexpr double kMostScale = 2.0;
  if (!fields.has(name)) {
    return std::nullopt;
  }
  return fields.number(name, 0, 0, kMostScale);
}

// A name, or else a number, which both mean something to the voice alone.
OrRefusal<std::string> speaker_of(const JsonFields& fields) {
  constexpr const char* kNumber = "speaker_id";
  constexpr double kMostSpeakers = 100'000;
  VH_TRY(std::string name, fields.text("speaker", {}));
  if (!fields.has(kNumber)) {
    return name;
  }
  VH_TRY(const double number, fields.number(kNumber, 0, 0, kMostSpeakers));
  if (number != std::floor(number)) {
    return refuse(fmt::format("'{}' must be a whole number", kNumber), kNumber);
  }
  return name.empty() ? fmt::format("{:.0f}", number) : name;
}

OrRefusal<bool> as_events(const JsonFields& fields) {
  VH_TRY(const std::string format, fields.text("stream_format", "audio"));
  if (format != "audio" && format != "sse") {
    return refuse("'stream_format' must be audio or sse", "stream_format");
  }
  return format == "sse";
}

}  // namespace

OrRefusal<SpeechRequest> parse_openai_speech(std::string_view body) {
  VH_TRY(const JsonFields fields, JsonFields::parse(body));
  SpeechRequest request;
  VH_TRY(request.text, text_of(fields, "input"));
  VH_TRY(request.voice, fields.text_or_id("voice", {}));
  VH_TRY(request.speaker, fields.text("speaker", {}));
  VH_TRY(request.format, format_of(fields, "response_format"));
  VH_TRY(request.speed, fields.number("speed", 1.0, kSlowest, kFastest));
  VH_TRY(request.sample_rate, sample_rate_of(fields));
  VH_TRY(request.as_events, as_events(fields));
  return request;
}

OrRefusal<SpeechRequest> parse_plain_speech(std::string_view body) {
  VH_TRY(const JsonFields fields, JsonFields::parse(body));
  SpeechRequest request{.fields = {.text = "text", .speed = "rate"}};
  VH_TRY(request.text, text_of(fields, "text"));
  VH_TRY(request.voice, fields.text_or_id("voice", {}));
  VH_TRY(request.format, format_of(fields, "format"));
  VH_TRY(request.speed, fields.number("rate", 1.0, kSlowest, kFastest));
  return request;
}

OrRefusal<SpeechRequest> parse_piper_speech(std::string_view body) {
  VH_TRY(const JsonFields fields, JsonFields::parse(body));
  SpeechRequest request{.format = AudioFormat::wav,
                        .fields = {.text = "text", .speed = "length_scale"}};
  VH_TRY(request.text, text_of(fields, "text"));
  VH_TRY(request.voice, fields.text("voice", {}));
  VH_TRY(request.speaker, speaker_of(fields));
  if (!fields.has("speaker")) {
    request.fields.speaker = "speaker_id";
  }
  if (fields.has("length_scale")) {
    VH_TRY(request.length_scale,
           fields.number("length_scale", 1.0, 1.0 / kFastest, 1.0 / kSlowest));
    request.speed = 1.0 / *request.length_scale;
  }
  VH_TRY(request.noise_scale, scale_of(fields, "noise_scale"));
  VH_TRY(request.noise_w_scale, scale_of(fields, "noise_w_scale"));
  return request;
}

}  // namespace voicehub::engines
