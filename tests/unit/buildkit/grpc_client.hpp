#pragma once

#include <nghttp2/nghttp2.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "core/buildkit/grpc.hpp"
#include "tests/unit/buildkit/pipe.hpp"

namespace voicehub::test {

// The client's side, as the daemon has it: calls a method and looks at what comes back.
class GrpcClient {
 public:
  struct Call {
    std::string waiting;  // to be sent
    bool sent_all = true;
    std::vector<std::string> messages;
    http::Headers headers;  // and trailers
    bool closed = false;

    [[nodiscard]] std::string header(std::string_view name) const;
    buildkit::MessageReader reader;
  };

  GrpcClient(std::shared_ptr<Pipe> in, std::shared_ptr<Pipe> out);
  ~GrpcClient();
  GrpcClient(const GrpcClient&) = delete;
  GrpcClient& operator=(const GrpcClient&) = delete;

  // A call with one message, whose end is told at once or by end().
  int start(const std::string& method,
            const std::string& message,
            http::Headers metadata = {},
            bool ends = true);
  void send(int call, const std::string& message);
  void end(int call);
  void reset(int call);

  [[nodiscard]] Call& operator[](int call) { return calls_[call]; }

  // Until it is so.
  boost::asio::awaitable<void> wait_until(std::function<bool()> is_so);
  boost::asio::awaitable<void> wait_for(int call);

 private:
  void flush();

  std::shared_ptr<Pipe> in_;
  std::shared_ptr<Pipe> out_;
  nghttp2_session* session_ = nullptr;
  std::map<int, Call> calls_;
};

}  // namespace voicehub::test
