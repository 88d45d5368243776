#pragma once

#include <functional>
#include <span>

#include <boost/asio/io_context.hpp>

#include "core/base/result.hpp"
#include "engines/runtime/http_server.hpp"
#include "engines/runtime/log.hpp"
#include "engines/runtime/settings.hpp"

namespace voicehub::engines {

// What is written of an engine for its users.
struct EngineText {
  const char* name;  // of the program, which its errors begin with
  const char* help;
};

// The program of an engine: reads the settings, does what they ask for, and says what is wrong in
// one line. Returns the exit code: 0, 1, or 2 for wrong settings.
[[nodiscard]] int run_engine(const EngineText& text,
                             std::span<const char* const> arguments,
                             std::span<const Variable> own,
                             const std::function<Result<void>(const Settings&)>& serve);

// One run of a server in a program.
struct Serving {
  Handler handler;
  ServerLimits limits;
  std::function<void(const Access&)> observer;
  std::function<void(HttpServer&)> began;  // it listens
  std::function<void()> stopping;          // it was told to stop
  std::function<void()> ended;             // the last request has been answered
};

// Serves on the settings' port, or on the socket that was handed over, until SIGTERM or SIGINT;
// then answers what has been asked. Nobody else runs `io`.
[[nodiscard]] Result<void> serve_until_told(boost::asio::io_context& io,
                                            const Settings& settings,
                                            const Log& log,
                                            Serving serving);

}  // namespace voicehub::engines
