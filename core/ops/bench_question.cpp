#include "core/ops/bench_question.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "core/base/paths.hpp"
#include "core/engine/sound_meter.hpp"
#include "core/engine/speech_request.hpp"
#include "core/engine/transcription.hpp"

namespace voicehub::ops {

Task<Question> speech_question(BenchOptions options, engine::Send send) {
  engine::SpeechRequest speech{.voice = options.voice, .format = options.format};
  speech.model = co_await engine::listed_name("/v1/models", "data", "tts-1", send);
  if (speech.voice.empty()) {
    speech.voice = co_await engine::listed_name("/v1/audio/voices", "voices", "alloy", send);
  }
  co_return Question{.requests = [speech, texts = std::move(options.texts)](std::size_t n) {
    engine::SpeechRequest next = speech;
    next.text = texts[n % texts.size()];
    return engine::speech_requests(next);
  }};
}

Task<Question> recording_question(const FileSystem& files,
                                  BenchOptions options,
                                  engine::Send send) {
  VH_CO_TRY(std::string bytes, files.read({options.recording}));
  if (bytes.empty()) {
    co_return make_error(ErrorCode::usage,
                         fmt::format("{} is empty", options.recording),
                         "name a file with speech in it");
  }
  engine::SoundMeter meter{engine::format_of_file(options.recording)};
  meter.add(bytes);
  const engine::TranscriptionRequest transcription{
      .file_name = file_name(options.recording),
      .file_bytes = bytes.size(),
      .model = co_await engine::listed_name("/v1/models", "data", "whisper-1", send),
      .as = "text"};
  const auto recording = std::make_shared<const std::string>(std::move(bytes));
  const engine::ReadFile read = [recording](std::uint64_t offset,
                                            std::size_t most) -> Result<std::string> {
    return recording->substr(std::min<std::size_t>(offset, recording->size()), most);
  };
  co_return Question{
      .requests =
          [transcription](std::size_t) { return engine::transcription_requests(transcription); },
      .body = [transcription, read] { return engine::transcription_body(transcription, read); },
      .audio = meter.duration()};
}

}  // namespace voicehub::ops
