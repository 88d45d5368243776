#include "engines/debug-tts/speech_api.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/result.hpp"
#include "engines/debug-tts/tones.hpp"
#include "engines/runtime/json_fields.hpp"
#include "engines/runtime/wav_file.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines::debug_tts {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kLongestText = 4096;  // characters, as at OpenAI

// The same request under two sets of names.
struct FieldNames {
  const char* text;
  const char* format;
  const char* speed;
};

constexpr FieldNames kOpenAiNames{.text = "input", .format = "response_format", .speed = "speed"};
constexpr FieldNames kPlainNames{.text = "text", .format = "format", .speed = "rate"};

struct Speech {
  std::string text;
  std::string format;
  double speed = 1.0;
};

OrRefusal<Speech> parse_speech(const std::string& text, const FieldNames& names) {
  VH_TRY(const JsonFields body, JsonFields::parse(text));
  VH_TRY(std::string input, body.text(names.text, ""));
  VH_TRY(std::string format, body.text(names.format, "wav"));
  VH_TRY(const double speed, body.number(names.speed, 1.0, 0.25, 4.0));
  const std::size_t length = utf8::count_characters(input);
  if (length == 0 || length > kLongestText) {
    return refuse(
        fmt::format(
            "'{}' must have 1 to {} characters; it has {}", names.text, kLongestText, length),
        names.text);
  }
  if (format != "wav" && format != "pcm") {
    return refuse(
        fmt::format("'{}' is not an audio format of this engine; it makes wav and pcm", format),
        names.format);
  }
  return Speech{.text = std::move(input), .format = std::move(format), .speed = speed};
}

Response speak(const Request& request, const FieldNames& names) {
  const auto speech = parse_speech(request.body, names);
  if (!speech) {
    return speech.error();
  }
  std::string samples = tones(speech->text, speech->speed);
  if (speech->format == "pcm") {
    return {.content_type = "audio/pcm", .body = std::move(samples)};
  }
  return {.content_type = "audio/wav", .body = wav_file(samples, kSampleRate)};
}

}  // namespace

Router speech_api() {
  Router router;
  const auto speech = [](const FieldNames& names) {
    return at_once([&names](const Request& request) { return speak(request, names); });
  };
  router.add("POST", "/v1/audio/speech", speech(kOpenAiNames));
  router.add("POST", "/tts", speech(kPlainNames));
  router.add(
      "GET",
      "/health",
      always(json{{"status", "healthy"}, {"model_loaded", true}, {"engine", "debug-tts"}}.dump()));
  router.add("GET", "/healthz", always(json{{"status", "alive"}}.dump()));
  const json any_language{{"code", "mul"}, {"name", "Any language"}};
  router.add("GET",
             "/languages",
             always(json{{"languages", json::array({any_language})}, {"count", 1}}.dump()));
  const json voice{{"id", "tone"}, {"name", "Tone"}};
  router.add("GET", "/v1/audio/voices", always(json{{"voices", json::array({voice})}}.dump()));
  const json model{
      {"id", "debug-tts"}, {"object", "model"}, {"created", 0}, {"owned_by", "voicehub"}};
  router.add(
      "GET", "/v1/models", always(json{{"object", "list"}, {"data", json::array({model})}}.dump()));
  return router;
}

}  // namespace voicehub::engines::debug_tts
