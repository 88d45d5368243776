#include "core/ops/transcribe.hpp"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "core/base/input_file.hpp"
#include "core/engine/transcription.hpp"
#include "core/ops/read_input.hpp"

namespace voicehub::ops {
namespace {

using Clock = std::chrono::steady_clock;

std::string name_for_engine(const std::string& file) {
  return file == "-" ? "stdin.wav" : std::filesystem::path{file}.filename().string();
}

Task<std::string> transcribe_file(FoundEngine& engine,
                                  EventSink& events,
                                  const TranscribeOptions& options,
                                  std::string model,
                                  std::string path) {
  VH_CO_TRY(InputFile file, InputFile::open(path));
  if (file.is_stream()) {
    VH_CO_CHECK(co_await read_input(file.descriptor(),
                                    [&file](std::string_view piece) { return file.keep(piece); }));
  }
  if (file.size() == 0) {
    co_return make_error(
        ErrorCode::failed, fmt::format("{} is empty", path), "name a file with speech in it");
  }
  const engine::TranscriptionRequest transcription{.file_name = name_for_engine(path),
                                                   .file_bytes = file.size(),
                                                   .model = std::move(model),
                                                   .language = options.language,
                                                   .as = options.as};
  const engine::Send send = [&](http::Request request) {
    request.deadline = options.timeout;
    request.source = engine::transcription_body(
        transcription,
        [&file](std::uint64_t offset, std::size_t most) { return file.read(offset, most); });
    return engine.client->send(std::move(request));
  };
  const auto answer = co_await engine::ask_first(engine::transcription_requests(transcription),
                                                 patient(send, events, engine.service));
  if (!answer.response || !answer.response->ok()) {
    co_return std::unexpected(engine_failure(engine, answer, "transcription", options.timeout));
  }
  co_return engine::parse_transcription(*answer.response, options.as);
}

}  // namespace

Task<void> transcribe(FoundEngine engine,
                      EventSink& events,
                      TranscribeOptions options,
                      TakeTranscript take) {
  const engine::Send ask = [&engine](http::Request request) {
    return engine.client->send(std::move(request));
  };
  const std::string model = co_await engine::listed_name("/v1/models", "data", "whisper-1", ask);
  for (const std::string& file : options.files) {
    const auto started = Clock::now();
    auto text = co_await transcribe_file(engine, events, options, model, file);
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started);
    VH_CO_CHECK(take(
        {.service = engine.service, .file = file, .text = std::move(text), .elapsed = elapsed}));
  }
  co_return done();
}

}  // namespace voicehub::ops
