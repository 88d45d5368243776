#include "engines/debug-tts/speech_api.hpp"

#include <expected>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/result.hpp"
#include "engines/debug-tts/tones.hpp"
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

template <typename T>
using OrRefusal = std::expected<T, Response>;

std::unexpected<Response> refuse(std::string message, std::string field = {}) {
  return std::unexpected(error_response(400, std::move(message), std::move(field)));
}

OrRefusal<std::string> text_field(const json& body, const char* name, const char* fallback) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) {
    return fallback;
  }
  if (!found->is_string()) {
    return refuse(fmt::format("'{}' must be a string", name), name);
  }
  return found->get<std::string>();
}

OrRefusal<double> speed_field(const json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) {
    return 1.0;
  }
  if (!found->is_number() || found->get<double>() < 0.25 || found->get<double>() > 4.0) {
    return refuse(fmt::format("'{}' must be a number from 0.25 to 4.0", name), name);
  }
  return found->get<double>();
}

OrRefusal<Speech> parse_speech(const std::string& text, const FieldNames& names) {
  const json body = json::parse(text, nullptr, false);
  if (!body.is_object()) {
    return refuse("the body must be a JSON object in UTF-8");
  }
  VH_TRY(std::string input, text_field(body, names.text, ""));
  VH_TRY(std::string format, text_field(body, names.format, "wav"));
  VH_TRY(const double speed, speed_field(body, names.speed));
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

Handler always(const json& body) {
  return [text = body.dump()](const Request&) { return Response{.body = text}; };
}

}  // namespace

Router speech_api() {
  Router router;
  router.add("POST", "/v1/audio/speech", [](const Request& request) {
    return speak(request, kOpenAiNames);
  });
  router.add("POST", "/tts", [](const Request& request) { return speak(request, kPlainNames); });
  router.add("GET",
             "/health",
             always({{"status", "healthy"}, {"model_loaded", true}, {"engine", "debug-tts"}}));
  router.add("GET", "/healthz", always({{"status", "alive"}}));
  const json any_language{{"code", "mul"}, {"name", "Any language"}};
  router.add(
      "GET", "/languages", always({{"languages", json::array({any_language})}, {"count", 1}}));
  const json voice{{"id", "tone"}, {"name", "Tone"}};
  router.add("GET", "/v1/audio/voices", always({{"voices", json::array({voice})}}));
  const json model{
      {"id", "debug-tts"}, {"object", "model"}, {"created", 0}, {"owned_by", "voicehub"}};
  router.add("GET", "/v1/models", always({{"object", "list"}, {"data", json::array({model})}}));
  return router;
}

}  // namespace voicehub::engines::debug_tts
