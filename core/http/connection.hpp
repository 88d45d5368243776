#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/steady_timer.hpp>

#include "core/http/response_parser.hpp"
#include "core/http/transport.hpp"

namespace voicehub::http {

// One connection and the exchange that runs on it: request out, header in, body in. Errors have a
// cause only.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(const boost::asio::any_io_executor& executor, std::unique_ptr<Transport> transport)
      : transport_{std::move(transport)}, timer_{executor} {}

  [[nodiscard]] Transport& transport() { return *transport_; }

  // When the time has passed the connection is closed, and is_overdue() tells why.
  void set_deadline(std::chrono::milliseconds from_now);

  void clear_deadline() { timer_.cancel(); }

  [[nodiscard]] bool is_overdue() const { return overdue_; }

  // How long the deadline that was set last was.
  [[nodiscard]] std::chrono::milliseconds patience() const { return patience_; }

  Task<void> send_request(const Request& request, const std::string& host);

  // The error was the source's own: there is no answer to wait for.
  [[nodiscard]] bool source_failed() const { return source_failed_; }

  Task<void> read_header();

  // False: nothing of an answer has arrived.
  [[nodiscard]] bool heard_something() const { return heard_something_; }

  // Status and headers of the answer.
  [[nodiscard]] Response response() const { return parser_.response(); }

  // The next piece of the body, valid until the next call; empty at the end.
  Task<std::string_view> read_body();

  // Once the body has been read.
  [[nodiscard]] bool is_reusable() const {
    return sent_ && parser_.is_done() && parser_.keeps_alive() && received_.empty();
  }

  // What arrives once the server has handed the connection over; empty at the end.
  Task<std::string> read_raw();

 private:
  Task<void> send_pieces(const Request& request);
  // False: the peer has closed.
  Task<bool> fill();
  Result<void> parse();

  std::unique_ptr<Transport> transport_;
  boost::asio::steady_timer timer_;
  std::chrono::milliseconds patience_{0};
  ResponseParser parser_{ResponseParser::Expect::body};
  std::array<char, 16 * 1024> buffer_;
  std::string received_;  // and not understood yet
  bool sent_ = false;     // the whole request
  bool overdue_ = false;
  bool heard_something_ = false;
  bool source_failed_ = false;
};

}  // namespace voicehub::http
