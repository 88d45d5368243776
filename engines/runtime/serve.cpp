#include "engines/runtime/serve.hpp"

#include <csignal>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "engines/runtime/health_check.hpp"
#include "engines/runtime/supervisor.hpp"

namespace voicehub::engines {
namespace {

namespace asio = boost::asio;

int fail(const EngineText& text, const Error& error) {
  const std::string hint = error.hint.empty() ? "" : " (" + error.hint + ")";
  fmt::print(stderr, "{}: {}{}\n", text.name, error.message, hint);
  return error.code == ErrorCode::usage ? 2 : 1;
}

Result<HttpServer> make_server(asio::io_context& io,
                               const Settings& settings,
                               const Log& log,
                               Handler handler) {
  const auto inherited = inherited_socket();
  return inherited ? HttpServer::adopt(io.get_executor(), *inherited, std::move(handler), log)
                   : HttpServer::listen(
                         io.get_executor(), settings.host, settings.port, std::move(handler), log);
}

}  // namespace

int run_engine(const EngineText& text,
               std::span<const char* const> arguments,
               std::span<const Variable> own,
               const std::function<Result<void>(const Settings&)>& serve) {
  const auto settings = parse_settings(arguments, process_environment, own);
  if (!settings) {
    return fail(text, settings.error());
  }
  if (settings->action == Action::show_help) {
    fmt::print("{}", text.help);
    return 0;
  }
  const auto outcome =
      settings->action == Action::check_health ? check_health(*settings) : serve(*settings);
  return outcome ? 0 : fail(text, outcome.error());
}

Result<void> serve_until_told(asio::io_context& io,
                              const Settings& settings,
                              const Log& log,
                              Serving serving) {
  VH_TRY(HttpServer server, make_server(io, settings, log, std::move(serving.handler)));
  server.set_limits(serving.limits);
  if (serving.observer) {
    server.set_observer(std::move(serving.observer));
  }
  asio::signal_set signals{io, SIGTERM, SIGINT};
  signals.async_wait([&](const boost::system::error_code& cancelled, int) {
    if (!cancelled) {
      log.info("stopping");
      notify_supervisor("STOPPING=1");
      server.stop();
      if (serving.stopping) {
        serving.stopping();
      }
    }
  });
  log.info(fmt::format("listening on {} port {}", settings.host, server.port()));
  asio::co_spawn(io, server.serve(), [&](const std::exception_ptr& bug) {
    signals.cancel();
    if (serving.ended) {
      serving.ended();
    }
    if (bug) {
      std::rethrow_exception(bug);
    }
  });
  if (serving.began) {
    serving.began(server);
  }
  io.run();
  return done();
}

}  // namespace voicehub::engines
