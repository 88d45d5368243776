#include "core/engine/transcription.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/engine/form.hpp"
#include "core/engine/json.hpp"
#include "core/engine/routes.hpp"

namespace voicehub::engine {
namespace {

// Every engine has a form for text in JSON; not every one has plain text. Who wants JSON wants what
// the text alone does not tell: when it was said.
std::string response_format(std::string_view as) {
  return std::string{as == "text" ? "json" : as == "json" ? "verbose_json" : as};
}

std::string before_file(const TranscriptionRequest& transcription) {
  Form form;
  form.add("model", transcription.model);
  form.add("response_format", response_format(transcription.as));
  if (!transcription.language.empty()) {
    form.add("language", transcription.language);
  }
  return form.before_file("file", transcription.file_name);
}

// One body, piece by piece.
class Pieces {
 public:
  Pieces(const TranscriptionRequest& transcription, ReadFile read)
      : before_{before_file(transcription)}, read_{std::move(read)} {}

  Result<std::string> next() {
    constexpr std::size_t kPiece = 65536;
    if (!before_.empty()) {
      return std::exchange(before_, {});
    }
    if (!behind_.empty()) {
      VH_TRY(std::string piece, read_(offset_, kPiece));
      offset_ += piece.size();
      return piece.empty() ? std::exchange(behind_, {}) : std::move(piece);
    }
    return std::string{};
  }

 private:
  std::string before_;
  std::string behind_ = Form::behind_file();
  ReadFile read_;
  std::uint64_t offset_ = 0;
};

}  // namespace

std::vector<http::Request> transcription_requests(const TranscriptionRequest& transcription) {
  std::vector<http::Request> requests;
  for (const char* route : {"/v1/audio/transcriptions", "/inference"}) {
    requests.push_back(post(route, Form::content_type(), {}));
    requests.back().source_bytes =
        before_file(transcription).size() + transcription.file_bytes + Form::behind_file().size();
  }
  return requests;
}

http::BodySource transcription_body(const TranscriptionRequest& transcription, ReadFile read) {
  const auto pieces = std::make_shared<Pieces>(transcription, std::move(read));
  return [pieces]() -> Task<std::string> { co_return pieces->next(); };
}

Result<std::string> parse_transcription(const http::Response& response, std::string_view as) {
  if (as == "text") {
    return parse_transcript(response.body);
  }
  const bool is_json = nlohmann::json::parse(response.body, nullptr, false).is_object();
  if (is_json != (as == "json")) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format(
            "the engine was asked for {} and sent {}", as, is_json ? "json" : "something else"),
        "ask for another form: --as text");
  }
  return std::string{trim(response.body)};
}

}  // namespace voicehub::engine
