#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/http/client.hpp"

namespace voicehub::buildkit {

// The server's side of one HTTP/2 connection, as bytes in and bytes out: whoever holds the
// connection carries them. What is said of a stream that is closed is ignored.
class Http2Server {
 public:
  // What the client does. A stream is one request and its answer; its number is not used again.
  // All of them may call the server, but for feed() and take_output().
  class Events {
   public:
    virtual ~Events() = default;
    virtual void on_request(int stream, const http::Headers& headers) = 0;
    virtual void on_data(int stream, std::string_view bytes) = 0;
    virtual void on_end(int stream) = 0;     // of what the client sends
    virtual void on_closed(int stream) = 0;  // by whomever
  };

  explicit Http2Server(Events& events);
  ~Http2Server();
  Http2Server(const Http2Server&) = delete;
  Http2Server& operator=(const Http2Server&) = delete;

  // An error is the end of the connection.
  Result<void> feed(std::string_view bytes);
  // What is to be sent by now; empty: nothing.
  [[nodiscard]] std::string take_output();

  void respond(int stream, const http::Headers& headers);
  void send(int stream, std::string_view bytes);
  // Ends the answer once everything of it is sent.
  void finish(int stream, http::Headers trailers);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace voicehub::buildkit
