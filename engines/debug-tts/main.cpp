#include <array>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "engines/debug-tts/speech_api.hpp"
#include "engines/runtime/serve_model.hpp"
#include "engines/runtime/service_routes.hpp"
#include "engines/runtime/variables.hpp"

namespace {

using namespace voicehub;
using namespace voicehub::engines;

constexpr EngineText kText{
    .name = "debug-tts",
    .help = R"(debug-tts: a text-to-speech engine that answers with one tone per character

  --host ADDRESS   listen here (HOST, default 127.0.0.1)
  --port PORT      and here; 0 takes any free port (TTS_PORT, PORT, default 8766)
  --healthcheck    ask the running engine for its health; exit 0 when it is healthy
  --help

LOG_LEVEL is DEBUG, INFO (default), WARNING or ERROR.
)"};

Result<void> serve(const Settings& settings) {
  // Texts, each of which is answered at once.
  constexpr WorkSettings kWork{.time_limit = std::chrono::seconds{5},
                               .upload_bytes = std::size_t{1024} * 1024};
  const Log log{settings.log_level};
  boost::asio::io_context io{1};
  Metrics metrics;
  ModelSlot<debug_tts::Model> model{
      "debug-tts", [] { return std::make_unique<debug_tts::Model>(); }, metrics};
  VH_CHECK(model.use());
  add_service_gauges(metrics, model);
  return serve_model(
      io, settings, kWork, log, model, metrics, debug_tts::speech_api(model, metrics));
}

}  // namespace

int main(int count, char** values) {
  const std::array variables{
      port_variable("TTS_PORT"), device_variable("DEVICE"), device_variable("TTS_DEVICE")};
  return run_engine(kText, {values + 1, values + count}, variables, serve);
}
