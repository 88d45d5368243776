#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "core/base/result.hpp"
#include "engines/runtime/http_message.hpp"
#include "engines/runtime/log.hpp"

namespace voicehub::engines {

struct ServerLimits {
  std::size_t header_bytes = std::size_t{16} * 1024;
  std::size_t body_bytes = std::size_t{1024} * 1024;
  // Of all requests that are read or answered: what would be more, and is longer than a text, is
  // 503, to be sent again.
  std::size_t all_bodies_bytes = std::size_t{64} * 1024 * 1024;
  std::chrono::milliseconds idle = std::chrono::seconds{60};    // until a request begins
  std::chrono::milliseconds header = std::chrono::seconds{30};  // from there until it has a header
  // Of a body, either way: without a single byte, and beyond what this rate takes. A long recording
  // on a slow line has its time; a client of a byte now and then has not.
  std::chrono::milliseconds stall = std::chrono::seconds{30};
  std::size_t least_rate = std::size_t{4} * 1024;  // bytes per second
  // After stop(): how long kept connections may still bring a request, then how long a body may
  // pause, and how long the requests in flight may take.
  std::chrono::milliseconds grace{200};
  std::chrono::milliseconds last_stall = std::chrono::seconds{2};
  std::chrono::milliseconds drain = std::chrono::seconds{5};
};

// HTTP/1.1 with kept connections, on one thread. Malformed, oversized and late requests never reach
// the handler: they are refused, and the connection is closed. A client that closes its side of the
// connection is taken to be gone.
class HttpServer {
 public:
  // Port 0 takes any free one. The log outlives the server.
  static Result<HttpServer> listen(boost::asio::any_io_executor executor,
                                   const std::string& host,
                                   std::uint16_t port,
                                   Handler handler,
                                   const Log& log);
  // On a socket that listens already, and may be shared with the process that this one replaces.
  static Result<HttpServer> adopt(boost::asio::any_io_executor executor,
                                  int listening_socket,
                                  Handler handler,
                                  const Log& log);
  HttpServer(HttpServer&& other) noexcept;
  HttpServer& operator=(HttpServer&& other) noexcept;
  ~HttpServer();

  void set_limits(ServerLimits limits);
  // Told of every request that was answered or refused.
  void set_observer(std::function<void(const Access&)> observer);
  [[nodiscard]] std::uint16_t port() const;

  // Returns after stop(), when every request has been answered.
  boost::asio::awaitable<void> serve();
  void stop();

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace voicehub::engines
