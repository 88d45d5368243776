#include "core/ops/transcribe.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/base/paths.hpp"
#include "core/engine/form.hpp"
#include "core/ops/find_engine.hpp"

namespace voicehub::ops {
namespace {

using Clock = std::chrono::steady_clock;

// The form is made in memory.
constexpr std::uint64_t kLongestFile = std::uint64_t{512} * 1024 * 1024;

Result<std::string> read_recording(const FileSystem& files, const std::string& file) {
  const HostPath path{file == "-" ? "/dev/stdin" : file};
  const auto status = files.status(path);
  if (!status) {
    return make_error(ErrorCode::not_found, fmt::format("there is no file {}", file));
  }
  if (status->type == FileType::folder) {
    return make_error(ErrorCode::usage, fmt::format("{} is a folder", file), "name its files");
  }
  if (status->size > kLongestFile) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("{} has more than 512 MB", file),
                      "cut it, or make it FLAC or MP3");
  }
  VH_TRY(std::string recording, files.read(path));
  if (recording.empty()) {
    return make_error(ErrorCode::usage, fmt::format("{} is empty", file));
  }
  return recording;
}

class Transcribing {
 public:
  Transcribing(Session& session, const TranscribeOptions& options, FoundEngine& engine)
      : session_{session}, options_{options}, engine_{engine} {}

  Task<void> find_model() {
    model_ = co_await engine::listed_name("/v1/models", "data", "whisper-1", send());
    co_return done();
  }

  Task<Transcribed> hear(std::string file) {
    VH_CO_TRY(const std::string recording, read_recording(session_.files, file));
    const std::string form = form_of(file, recording);
    std::vector<http::Request> requests;
    for (const char* route : {"/v1/audio/transcriptions", "/inference"}) {
      requests.push_back(engine::post(route, engine::Form::content_type(), form));
    }
    const auto started = Clock::now();
    const auto answer = co_await engine::ask_first(
        std::move(requests), patient(send(), session_, engine_.service->name));
    if (!answer.response || !answer.response->ok()) {
      co_return std::unexpected(engine_failure(engine_, answer, "transcription", options_.timeout));
    }
    co_return Transcribed{
        .service = engine_.service->name,
        .route = answer.route,
        .text = answer.response->body,
        .total = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started)};
  }

 private:
  [[nodiscard]] std::string form_of(const std::string& file, const std::string& recording) const {
    engine::Form form;
    form.add("model", model_);
    form.add("response_format", options_.format);
    if (!options_.language.empty()) {
      form.add("language", options_.language);
    }
    form.add_file("file", file_name(file), recording);
    return form.body();
  }

  [[nodiscard]] engine::Send send() {
    return [this](http::Request request) {
      request.deadline = options_.timeout;
      return engine_.client->send(std::move(request));
    };
  }

  Session& session_;
  const TranscribeOptions& options_;
  FoundEngine& engine_;
  std::string model_;
};

}  // namespace

Task<void> transcribe(Session& session,
                      const Project& project,
                      TranscribeOptions options,
                      TranscriptHandler handler) {
  VH_CO_TRY(FoundEngine engine,
            co_await find_engine(session, project, EngineKind::asr, options.service));
  Transcribing transcribing{session, options, engine};
  VH_CO_CHECK(co_await transcribing.find_model());
  for (const std::string& file : options.files) {
    const Result<Transcribed> transcript = co_await transcribing.hear(file);
    VH_CO_CHECK(handler(file, transcript));
  }
  co_return done();
}

}  // namespace voicehub::ops
