#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "core/base/paths.hpp"
#include "core/base/task.hpp"

namespace voicehub::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Hands out the body of an upload piece by piece; an empty piece is the end.
using BodySource = std::function<Task<std::string>()>;
// Takes the body of an answer as it arrives. An error stops the request, closes its connection and
// is returned.
using BodySink = std::function<Result<void>(std::string_view piece)>;

struct Request {
  std::string method = "GET";
  std::string target = "/";  // path and query
  Headers headers;
  std::string body;
  BodySource source;  // sent instead of `body` when set: chunked, unless its size is known
  std::optional<std::uint64_t> source_bytes;  // what `source` hands out in all
  // For the whole exchange; with stream() and upgrade(): until the answer's header has arrived.
  // While `source` is sent it starts anew with every piece.
  std::chrono::milliseconds deadline = std::chrono::seconds{60};
  // With stream(): the longest silence between two pieces. Absent: as long as it takes (`logs -f`,
  // `events`).
  std::optional<std::chrono::milliseconds> silence;
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;

  // The value of the header, compared without case; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const;

  [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};

// A connection that the server has handed over (HTTP 101, or 200 without a length): bytes both ways
// until closed.
class Stream {
 public:
  virtual ~Stream() = default;
  // Whatever has arrived; empty at the end.
  virtual Task<std::string> read() = 0;
  virtual Task<void> write(std::string bytes) = 0;
  // End of our input; the peer may still answer.
  virtual Task<void> close_write() = 0;
};

// The answer to upgrade(). `stream` is there when the server has handed the connection over (101 or
// 200); any other answer is in `response`, with its body.
struct Upgrade {
  Response response;
  std::unique_ptr<Stream> stream;
};

// The seam to everything that speaks HTTP/1.1: the daemon and the engines. Connections are kept
// alive and reused; as many are opened as requests run at once. A request that fails because a kept
// connection had gone stale is sent again once on a new one, when it is idempotent. Destroying the
// client closes its connections.
class Client {
 public:
  virtual ~Client() = default;
  virtual Task<Response> send(Request request) = 0;
  // The body goes to `sink`, except that of an answer with a status of 400 or more: that one is in
  // Response::body.
  virtual Task<Response> stream(Request request, BodySink sink) = 0;
  // To what the header Upgrade names; to bytes ("tcp") where the request has none.
  virtual Task<Upgrade> upgrade(Request request) = 0;
};

struct UnixEndpoint {
  HostPath path;
};

struct TcpEndpoint {
  std::string host;
  std::string port;
};

// ca.pem, cert.pem and key.pem; each may be empty.
struct TlsEndpoint {
  std::string host;
  std::string port;
  HostPath ca;
  HostPath certificate;
  HostPath key;
  bool verify_peer = true;
};

// HTTP over the standard input and output of a command, one process per connection
// (`ssh … docker system dial-stdio`).
struct CommandEndpoint {
  std::vector<std::string> command;
};

using Endpoint = std::variant<UnixEndpoint, TcpEndpoint, TlsEndpoint, CommandEndpoint>;

// unix:///var/run/docker.sock, tcp://127.0.0.1:2375, or the command.
[[nodiscard]] std::string to_text(const Endpoint& endpoint);

[[nodiscard]] std::unique_ptr<Client> make_client(boost::asio::any_io_executor executor,
                                                  Endpoint endpoint);

}  // namespace voicehub::http
