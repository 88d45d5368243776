#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "core/http/client.hpp"

namespace voicehub::test {

// What a test's server sees of one connection.
class Peer {
 public:
  explicit Peer(boost::asio::local::stream_protocol::socket socket) : socket_{std::move(socket)} {}

  // Header and body of the next request (a chunked one as it came); empty when the client has
  // closed.
  boost::asio::awaitable<std::string> read_request();
  // Whatever comes next; empty at the end.
  boost::asio::awaitable<std::string> read_some();
  boost::asio::awaitable<void> write(std::string bytes);

 private:
  boost::asio::awaitable<void> read_until(std::string_view end);

  boost::asio::local::stream_protocol::socket socket_;
  std::string received_;
};

// A server on a unix socket that does byte for byte what the test says, on the test's io_context.
// The connection is closed when the script returns.
class RawServer {
 public:
  using Script = std::function<boost::asio::awaitable<void>(Peer& peer, int number)>;

  // `script` runs for every connection; the first has number 1.
  RawServer(boost::asio::io_context& io, Script script);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] http::Endpoint endpoint() const {
    return http::UnixEndpoint{HostPath{path_.string()}};
  }

  // Connections accepted so far.
  [[nodiscard]] int connections() const { return connections_; }

 private:
  boost::asio::awaitable<void> accept(Script script);

  std::filesystem::path path_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  int connections_ = 0;
};

}  // namespace voicehub::test
