#include <csignal>
#include <cstdio>
#include <span>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "engines/debug-tts/speech_api.hpp"
#include "engines/runtime/health_check.hpp"
#include "engines/runtime/http_server.hpp"
#include "engines/runtime/settings.hpp"
#include "engines/runtime/supervisor.hpp"

namespace {

namespace asio = boost::asio;
using namespace voicehub;
using namespace voicehub::engines;

constexpr const char* kHelp =
    R"(debug-tts: a text-to-speech engine that answers with one tone per character

  --host ADDRESS   listen here (HOST, default 127.0.0.1)
  --port PORT      and here; 0 takes any free port (PORT, default 8766)
  --healthcheck    ask the running engine for its health; exit 0 when it is healthy
  --help

LOG_LEVEL is DEBUG, INFO (default), WARNING or ERROR.
)";

int fail(const Error& error) {
  const std::string hint = error.hint.empty() ? "" : " (" + error.hint + ")";
  fmt::print(stderr, "debug-tts: {}{}\n", error.message, hint);
  return error.code == ErrorCode::usage ? 2 : 1;
}

Result<void> serve(const Settings& settings) {
  const Log log{settings.log_level};
  asio::io_context io{1};
  const auto inherited = inherited_socket();
  VH_TRY(HttpServer server,
         inherited
             ? HttpServer::adopt(io.get_executor(), *inherited, debug_tts::speech_api(), log)
             : HttpServer::listen(
                   io.get_executor(), settings.host, settings.port, debug_tts::speech_api(), log));
  asio::signal_set signals{io, SIGTERM, SIGINT};
  signals.async_wait([&](const boost::system::error_code& cancelled, int) {
    if (!cancelled) {
      log.info("stopping");
      notify_supervisor("STOPPING=1");
      server.stop();
    }
  });
  log.info(fmt::format("listening on {} port {}", settings.host, server.port()));
  asio::co_spawn(io, server.serve(), [&](const std::exception_ptr& bug) {
    signals.cancel();
    if (bug) {
      std::rethrow_exception(bug);
    }
  });
  notify_supervisor("READY=1");
  io.run();
  return done();
}

}  // namespace

int main(int count, char** values) {
  const std::span arguments{values + 1, values + count};
  const auto settings = parse_settings(arguments, process_environment);
  if (!settings) {
    return fail(settings.error());
  }
  if (settings->action == Action::show_help) {
    fmt::print("{}", kHelp);
    return 0;
  }
  const auto outcome =
      settings->action == Action::check_health ? check_health(*settings) : serve(*settings);
  return outcome ? 0 : fail(outcome.error());
}
