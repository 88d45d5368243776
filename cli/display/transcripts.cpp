#include "cli/display/transcripts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voicehub::cli {

std::string transcripts_text(const ops::Transcripts& transcripts) {
  std::string text;
  for (const ops::Transcript& file : transcripts.files) {
    if (!file.text) {
      continue;
    }
    if (transcripts.files.size() > 1) {
      text += fmt::format("{}==> {} <==\n", text.empty() ? "" : "\n", file.file);
    }
    text += *file.text + "\n";
  }
  return text;
}

std::string transcripts_json(const ops::Transcripts& transcripts) {
  auto files = nlohmann::ordered_json::array();
  for (const ops::Transcript& file : transcripts.files) {
    files.push_back({{"file", file.file},
                     {"service", transcripts.service},
                     {"ok", file.text.has_value()},
                     {"text", file.text.value_or("")},
                     {"error", file.text ? "" : file.text.error().message},
                     {"elapsed_ms", file.elapsed.count()}});
  }
  return files.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace voicehub::cli
