#pragma once

#include <memory>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "core/base/task.hpp"
#include "core/http/client.hpp"
#include "engines/runtime/http_server.hpp"

namespace voicehub::support {

// A real HTTP server on a port of this machine, and voicehub's client for it. Both run while a test
// waits for a call.
class LocalEngine {
 public:
  explicit LocalEngine(engines::Handler handler);
  // Talks to somebody else's port instead.
  explicit LocalEngine(std::uint16_t port);

  [[nodiscard]] http::Client& client() { return *client_; }

  [[nodiscard]] boost::asio::any_io_executor executor() { return context_.get_executor(); }

  template <typename T>
  Result<T> wait(Task<T> call) {
    std::optional<Result<T>> result;
    boost::asio::co_spawn(context_, std::move(call), [&](std::exception_ptr bug, Result<T> answer) {
      if (bug) {
        std::rethrow_exception(bug);
      }
      result.emplace(std::move(answer));
    });
    context_.restart();
    while (!result) {
      context_.run_one();
    }
    return std::move(*result);
  }

 private:
  boost::asio::io_context context_;
  engines::Log log_{engines::LogLevel::error};
  std::optional<engines::HttpServer> server_;
  std::unique_ptr<http::Client> client_;
};

}  // namespace voicehub::support
