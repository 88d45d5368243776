#include "cli/display/transcripts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voicehub::cli {

std::string transcript_text(const ops::Transcript& transcript, Place place) {
  const std::string heading =
      place == Place::alone
          ? ""
          : fmt::format("{}==> {} <==\n", place == Place::first ? "" : "\n", transcript.file);
  return heading + *transcript.text + "\n";
}

std::string transcripts_json(std::span<const ops::Transcript> transcripts) {
  auto files = nlohmann::ordered_json::array();
  for (const ops::Transcript& file : transcripts) {
    files.push_back({{"file", file.file},
                     {"service", file.service},
                     {"ok", file.text.has_value()},
                     {"text", file.text.value_or("")},
                     {"error", file.text ? "" : file.text.error().message},
                     {"elapsed_ms", file.elapsed.count()}});
  }
  return files.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace voicehub::cli
