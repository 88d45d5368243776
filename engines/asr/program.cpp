#include "engines/asr/program.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "engines/asr/asr_settings.hpp"
#include "engines/asr/recognizers.hpp"
#include "engines/page/page.hpp"
#include "engines/runtime/serve_model.hpp"
#include "engines/runtime/service_routes.hpp"
#include "engines/speech/transcription_api.hpp"
#include "engines/wyoming/beside.hpp"
#include "engines/wyoming/transcription_conversation.hpp"

namespace voicehub::engines::asr {
namespace {

constexpr EngineText kText{.name = "asr", .help = R"(asr: a speech-to-text engine

  --host ADDRESS   listen here (HOST, default 127.0.0.1)
  --port PORT      and here; 0 takes any free port (ASR_PORT, PORT, default 8766)
  --healthcheck    ask the running engine for its health; exit 0 when it is healthy
  --help

ASR_MODEL, MODEL_PATH            what listens: pocketsphinx (default), or a folder with a Whisper model
VAD_MODEL                        Silero's file; without it loudness tells where somebody speaks
GRAMMAR, KEYWORDS                what pocketsphinx expects: a JSGF file, a list of phrases
WYOMING_PORT                     Home Assistant's protocol, usually 10300; 0 (default): none
WORKERS, MAX_CONCURRENT_REQUESTS, TIMEOUT_SECONDS, MAX_UPLOAD_MB, MODEL_TTL
LOG_LEVEL                        DEBUG, INFO (default), WARNING or ERROR
)"};

Result<void> serve(const Settings& settings, const AsrSettings& own, SoundOpener open_other) {
  VH_TRY(const Choice choice, choose(own));
  const Log log{settings.log_level};
  boost::asio::io_context io{1};
  Metrics metrics;
  std::atomic<std::shared_ptr<const std::vector<std::string>>> languages{
      std::make_shared<const std::vector<std::string>>(languages_of(choice))};
  ModelSlot<Recognizer> model{
      choice.name,
      [&]() -> Result<std::unique_ptr<Recognizer>> {
        VH_TRY(auto recognizer, make_recognizer(own, choice));
        languages = std::make_shared<const std::vector<std::string>>(recognizer->languages());
        return recognizer;
      },
      metrics,
      own.work.model_ttl};
  WorkQueue queue{queue_limits(own.work)};
  add_service_gauges(metrics, queue, model);
  TranscriptionService service{.model = model,
                               .workshop = {.queue = queue,
                                            .executor = io.get_executor(),
                                            .time_limit = own.work.time_limit},
                               .metrics = metrics,
                               .open_other = open_other};
  Router router;
  add_service_routes(
      router, {.engine = "asr", .about = [&] { return choice.about; }, .model = model}, metrics);
  add_transcription_routes(router, service);
  add_page(router);
  const Beside wyoming = wyoming::beside(
      io,
      settings,
      own.work,
      log,
      own.wyoming_port,
      wyoming::transcription_conversations(service,
                                           {.program = {.name = "asr", .about = choice.about},
                                            .languages = [&] { return *languages.load(); },
                                            .most_bytes = own.work.upload_bytes}));
  return serve_model(io, settings, own.work, log, model, metrics, std::move(router), wyoming);
}

}  // namespace

int run(int count, char** values, SoundOpener open_other) {
  AsrSettings own;
  const auto variables = variables_of(own);
  return run_engine(kText, {values + 1, values + count}, variables, [&](const Settings& settings) {
    return serve(settings, own, open_other);
  });
}

}  // namespace voicehub::engines::asr
