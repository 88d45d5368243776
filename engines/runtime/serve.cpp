#include "engines/runtime/serve.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "engines/runtime/container_command.hpp"
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

bool names_port(std::span<const char* const> arguments) {
  return std::ranges::any_of(arguments, [](std::string_view argument) {
    return argument == "--port" || argument.starts_with("--port=");
  });
}

// Docker's HEALTHCHECK has the variables of the container and not the arguments of its command.
Result<Settings> settings_of(std::span<const char* const> arguments,
                             std::span<const Variable> own) {
  auto settings = parse_settings(arguments, process_environment, own);
  if (!settings || settings->action != Action::check_health || names_port(arguments)) {
    return settings;
  }
  const std::vector<std::string> words = arguments_of_this_container();
  std::vector<const char*> all;
  std::ranges::transform(words, std::back_inserter(all), &std::string::c_str);
  std::ranges::copy(arguments, std::back_inserter(all));
  const auto of_container = parse_settings(all, process_environment, own);
  return of_container ? of_container : settings;
}

}  // namespace

int run_engine(const EngineText& text,
               std::span<const char* const> arguments,
               std::span<const Variable> own,
               const std::function<Result<void>(const Settings&)>& serve) {
  const auto settings = settings_of(arguments, own);
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
