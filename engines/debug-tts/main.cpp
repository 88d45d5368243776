#include <boost/asio/io_context.hpp>

#include "engines/debug-tts/speech_api.hpp"
#include "engines/runtime/serve.hpp"
#include "engines/runtime/supervisor.hpp"

namespace {

using namespace voicehub;
using namespace voicehub::engines;

constexpr EngineText kText{
    .name = "debug-tts",
    .help = R"(debug-tts: a text-to-speech engine that answers with one tone per character

  --host ADDRESS   listen here (HOST, default 127.0.0.1)
  --port PORT      and here; 0 takes any free port (PORT, default 8766)
  --healthcheck    ask the running engine for its health; exit 0 when it is healthy
  --help

LOG_LEVEL is DEBUG, INFO (default), WARNING or ERROR.
)"};

Result<void> serve(const Settings& settings) {
  const Log log{settings.log_level};
  boost::asio::io_context io{1};
  const auto ready = [](HttpServer&) { notify_supervisor("READY=1"); };
  return serve_until_told(io, settings, log, {.handler = debug_tts::speech_api(), .began = ready});
}

}  // namespace

int main(int count, char** values) {
  return run_engine(kText, {values + 1, values + count}, {}, serve);
}
