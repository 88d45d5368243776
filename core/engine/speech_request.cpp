#include "core/engine/speech_request.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/engine/routes.hpp"

namespace voicehub::engine {
namespace {

constexpr std::array<std::string_view, 6> kFormats{"mp3", "opus", "aac", "flac", "wav", "pcm"};

std::string lower_case(std::string_view text) {
  std::string lower{text};
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

bool is_format(std::string_view name) {
  return std::ranges::find(kFormats, name) != kFormats.end();
}

http::Request json_post(std::string route, const nlohmann::json& body) {
  return post(std::move(route),
              "application/json",
              body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

std::vector<http::Request> speech_requests(const SpeechRequest& speech) {
  nlohmann::json openai{{"model", speech.model},
                        {"input", speech.text},
                        {"voice", speech.voice},
                        {"response_format", speech.format}};
  nlohmann::json plain{{"text", speech.text}, {"voice", speech.voice}, {"format", speech.format}};
  if (speech.speed) {
    openai["speed"] = *speech.speed;
    plain["rate"] = *speech.speed;
  }
  return {json_post("/v1/audio/speech", openai), json_post("/tts", plain)};
}

std::span<const std::string_view> audio_formats() {
  return kFormats;
}

Result<std::string> parse_audio_format(std::string_view name) {
  std::string format = lower_case(name);
  if (is_format(format)) {
    return format;
  }
  return make_error(ErrorCode::usage,
                    fmt::format("'{}' is not an audio format", name),
                    fmt::format("formats: {}", fmt::join(kFormats, ", ")));
}

std::string format_of_file(std::string_view file) {
  const auto dot = file.rfind('.');
  if (dot == std::string_view::npos || file.find('/', dot) != std::string_view::npos) {
    return {};
  }
  const std::string extension = lower_case(file.substr(dot + 1));
  if (extension == "ogg") {
    return "opus";
  }
  return is_format(extension) ? extension : std::string{};
}

}  // namespace voicehub::engine
