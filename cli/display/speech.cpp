#include "cli/display/speech.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/display/table.hpp"
#include "core/base/text.hpp"

namespace voicehub::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// Time for a second of sound; nothing without sound to compare with.
std::optional<double> real_time_factor(const ops::Said& said) {
  if (!said.audio || said.audio->count() <= 0) {
    return std::nullopt;
  }
  return std::chrono::duration<double>{said.total} / *said.audio;
}

std::string file_of(const ops::Said& said, const std::string& file) {
  const std::string played = said.player.empty() ? "" : "played by " + said.player;
  return file.empty() ? played : played.empty() ? file : file + ", " + played;
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

std::string said_text(const ops::Said& said, const std::string& file) {
  const std::string format = said.format.empty() ? "an unknown format" : said.format;
  const std::string audio =
      said.audio
          ? fmt::format(
                "{} of {}",
                human_duration(std::chrono::duration_cast<std::chrono::milliseconds>(*said.audio)),
                format)
          : fmt::format("{} of {}", human_bytes(said.bytes), format);
  std::string text = fmt::format("{}  {} · first byte after {} · total {}",
                                 printable(file_of(said, file)),
                                 audio,
                                 human_duration(said.first_byte),
                                 human_duration(said.total));
  if (const auto factor = real_time_factor(said)) {
    text += fmt::format(" · real-time factor {:.2g}", *factor);
  }
  return text + "\n";
}

std::string said_json(const ops::Said& said, const std::string& file) {
  const auto seconds = said.audio ? std::optional{said.audio->count()} : std::optional<double>{};
  return line_of({{"service", said.service},
                  {"route", said.route},
                  {"file", file},
                  {"player", said.player},
                  {"format", said.format},
                  {"bytes", said.bytes},
                  {"audio_seconds", or_null(seconds)},
                  {"first_byte_ms", said.first_byte.count()},
                  {"total_ms", said.total.count()},
                  {"real_time_factor", or_null(real_time_factor(said))}});
}

std::string voices_text(const ops::VoiceList& list, const Terminal& terminal) {
  Table table{{"ID", "NAME", "LANGUAGE"}};
  for (const engine::Voice& voice : list.voices) {
    table.add({{printable(voice.id)}, {printable(voice.name)}, {printable(voice.language)}});
  }
  return table.text(terminal);
}

std::string voices_json(const ops::VoiceList& list) {
  Json voices = Json::array();
  for (const engine::Voice& voice : list.voices) {
    voices.push_back({{"id", voice.id}, {"name", voice.name}, {"language", voice.language}});
  }
  return line_of(voices);
}

}  // namespace voicehub::cli
