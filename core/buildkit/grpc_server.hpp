#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "core/base/task_group.hpp"
#include "core/buildkit/grpc.hpp"
#include "core/buildkit/http2_server.hpp"

namespace voicehub::buildkit {

// A call that runs: messages both ways.
class GrpcCall {
 public:
  GrpcCall(boost::asio::any_io_executor executor,
           http::Headers headers,
           std::function<void(std::string frame)> send);

  // What the client sent along; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  // The next message of the client; nothing when it has ended, or is gone.
  boost::asio::awaitable<std::optional<std::string>> read();

  void write(std::string_view message) { send_(to_frame(message)); }

  // The server's side of it.
  void take(std::string_view bytes);
  void end();

 private:
  http::Headers headers_;
  std::function<void(std::string)> send_;
  MessageReader reader_;
  std::deque<std::string> messages_;
  bool ended_ = false;
  boost::asio::steady_timer wake_;
};

using GrpcMethod = std::function<boost::asio::awaitable<GrpcStatus>(GrpcCall& call)>;
// By name: "/package.Service/Method".
using GrpcMethods = std::map<std::string, GrpcMethod>;

[[nodiscard]] std::vector<std::string> names_of(const GrpcMethods& methods);

// Answers the calls of one client, over a connection on which it has begun with HTTP/2.
class GrpcServer : private Http2Server::Events {
 public:
  GrpcServer(std::unique_ptr<http::Stream> stream, GrpcMethods methods);

  // Until the client has gone, or this coroutine is cancelled. Calls that still run then are
  // cancelled too.
  boost::asio::awaitable<void> run();

 private:
  boost::asio::awaitable<void> read_all();
  boost::asio::awaitable<void> write_all();
  boost::asio::awaitable<void> serve(int stream, std::shared_ptr<GrpcCall> call, GrpcMethod method);
  void finish(int stream, const GrpcStatus& status);

  void on_request(int stream, const http::Headers& headers) override;
  void on_data(int stream, std::string_view bytes) override;
  void on_end(int stream) override;
  void on_closed(int stream) override;

  std::unique_ptr<http::Stream> stream_;
  GrpcMethods methods_;
  Http2Server http2_;
  std::map<int, std::shared_ptr<GrpcCall>> calls_;
  // While run() runs.
  TaskGroup* children_ = nullptr;
  boost::asio::steady_timer* something_to_write_ = nullptr;
};

}  // namespace voicehub::buildkit
