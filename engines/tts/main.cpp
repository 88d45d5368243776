#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engines/page/page.hpp"
#include "engines/runtime/serve_model.hpp"
#include "engines/runtime/service_routes.hpp"
#include "engines/speech/speech_api.hpp"
#include "engines/tts/synthesizers.hpp"
#include "engines/tts/tts_settings.hpp"
#include "engines/wyoming/beside.hpp"
#include "engines/wyoming/speech_conversation.hpp"

namespace {

using namespace voicehub;
using namespace voicehub::engines;
using tts::TtsSettings;

constexpr EngineText kText{.name = TTS_PROGRAM, .help = TTS_PROGRAM R"(: a text-to-speech engine

  --host ADDRESS   listen here (HOST, default 127.0.0.1)
  --port PORT      and here; 0 takes any free port (TTS_PORT, PORT, default 8766)
  --healthcheck    ask the running engine for its health; exit 0 when it is healthy
  --help

TTS_MODEL, MODEL_PATH            what speaks; all that need no files when they are empty
VOICE_TABLE                      a file with other names of voices, lines of "name = voice"
WYOMING_PORT                     Home Assistant's protocol, usually 10200; 0 (default): none
WORKERS, MAX_CONCURRENT_REQUESTS, TIMEOUT_SECONDS, MAX_UPLOAD_MB, MODEL_TTL
LOG_LEVEL                        DEBUG, INFO (default), WARNING or ERROR
)"};

Result<VoiceTable> make_table(const Synthesizer& synthesizer, const TtsSettings& settings) {
  VoiceTable table{synthesizer.voices()};
  if (!settings.voice_table.empty()) {
    std::error_code unreadable;
    const bool is_folder = std::filesystem::is_directory(settings.voice_table, unreadable);
    std::ifstream file{settings.voice_table};
    if (is_folder || !file) {
      return make_error(ErrorCode::usage,
                        fmt::format("VOICE_TABLE: cannot read {}", settings.voice_table.string()));
    }
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    VH_CHECK(table.add(text, settings.voice_table.string()));
  }
  return table;
}

Result<void> serve(const Settings& settings, const TtsSettings& own) {
  const Log log{settings.log_level};
  const auto warn = [&](const std::string& text) { log.warning(text); };
  boost::asio::io_context io{1};
  Metrics metrics;
  KnownVoices voices;
  std::atomic<std::shared_ptr<const std::string>> about{
      std::make_shared<const std::string>("text to speech")};
  ModelSlot<Synthesizer> model{own.model.empty() ? "tts" : own.model,
                               [&]() -> Result<std::unique_ptr<Synthesizer>> {
                                 VH_TRY(tts::Speakers made, tts::make_synthesizer(own, warn));
                                 VH_TRY(VoiceTable table, make_table(*made.synthesizer, own));
                                 voices = std::make_shared<const VoiceTable>(std::move(table));
                                 about = std::make_shared<const std::string>(fmt::format(
                                     "text to speech by {}", fmt::join(made.kinds, ", ")));
                                 return std::move(made.synthesizer);
                               },
                               metrics,
                               own.work.model_ttl};
  WorkQueue queue{queue_limits(own.work)};
  add_service_gauges(metrics, queue, model);
  SpeechService service{.model = model,
                        .voices = voices,
                        .workshop = {.queue = queue,
                                     .executor = io.get_executor(),
                                     .time_limit = own.work.time_limit},
                        .metrics = metrics};
  Router router;
  add_service_routes(
      router,
      {.engine = TTS_PROGRAM, .about = [&] { return *about.load(); }, .model = model},
      metrics);
  add_speech_routes(router, service);
  add_page(router);
  const Beside wyoming = wyoming::beside(
      io,
      settings,
      own.work,
      log,
      own.wyoming_port,
      wyoming::speech_conversations(service, {.name = TTS_PROGRAM, .about = "text to speech"}));
  return serve_model(io, settings, own.work, log, model, metrics, std::move(router), wyoming);
}

}  // namespace

int main(int count, char** values) {
  TtsSettings own;
  const auto variables = tts::variables_of(own);
  return run_engine(kText, {values + 1, values + count}, variables, [&](const Settings& settings) {
    return serve(settings, own);
  });
}
