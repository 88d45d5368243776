#include "engines/debug-tts/speech_api.hpp"

#include <chrono>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/result.hpp"
#include "engines/debug-tts/tones.hpp"
#include "engines/page/page.hpp"
#include "engines/runtime/json_fields.hpp"
#include "engines/runtime/queued_answer.hpp"
#include "engines/runtime/service_routes.hpp"
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

Response speak(const Request& request,
               const FieldNames& names,
               ModelSlot<Model>& model,
               Metrics& metrics) {
  const auto began = std::chrono::steady_clock::now();
  const auto speech = parse_speech(request.body, names);
  if (!speech) {
    return speech.error();
  }
  if (const auto used = model.use(); !used) {
    return error_response(used.error());
  }
  std::string samples = tones(speech->text, speech->speed);
  const auto took = std::chrono::steady_clock::now() - began;
  constexpr double kBytesPerSecond = 2.0 * kSampleRate;
  metrics.first_audio(took);
  metrics.audio_done(Metrics::Seconds{static_cast<double>(samples.size()) / kBytesPerSecond}, took);
  if (speech->format == "pcm") {
    return {.content_type = "audio/pcm", .body = std::move(samples)};
  }
  return {.content_type = "audio/wav", .body = wav_file(samples, kSampleRate)};
}

}  // namespace

Router speech_api(ModelSlot<Model>& model, Metrics& metrics) {
  Router router;
  const auto speech = [&](const FieldNames& names) {
    return at_once([&](const Request& request) { return speak(request, names, model, metrics); });
  };
  router.add("POST", "/v1/audio/speech", speech(kOpenAiNames));
  router.add("POST", "/tts", speech(kPlainNames));
  const json any_language{{"code", "mul"}, {"name", "Any language"}};
  router.add("GET",
             "/languages",
             always(json{{"languages", json::array({any_language})}, {"count", 1}}.dump()));
  const json voice{{"id", "tone"}, {"name", "Tone"}, {"language", "mul"}};
  router.add("GET", "/v1/audio/voices", always(json{{"voices", json::array({voice})}}.dump()));
  router.add("GET", "/voices", always(json{{"tone", voice}}.dump()));
  add_service_routes(router,
                     {.engine = "debug-tts",
                      .about = [] { return std::string{"one tone for each byte of the text"}; },
                      .model = model},
                     metrics);
  add_page(router, "wav");
  return router;
}

}  // namespace voicehub::engines::debug_tts
