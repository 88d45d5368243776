#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "engines/runtime/http_server.hpp"

// What the server allows a message that is on its way: time, and memory.
namespace voicehub::engines {

using TransferTime = std::chrono::steady_clock::time_point;

// One body, in either direction.
struct Transfer {
  TransferTime began;
  std::size_t bytes = 0;  // so far
};

// When to give it up, seen from the moment of its last byte: at the end of the pause that is
// allowed, or when all of it has become slower than anybody is.
[[nodiscard]] TransferTime end_of_patience(const Transfer& transfer,
                                           TransferTime last_byte,
                                           const ServerLimits& limits);

// Ends what waits on a socket when its time has come. The socket stays open, unlike with the
// timeouts of Beast's streams, so that the client can be told.
class Alarm {
 public:
  explicit Alarm(boost::asio::ip::tcp::socket& socket);
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  // Instead of any time before.
  void set(TransferTime when);
  void stop();

  [[nodiscard]] bool has_rung() const;

 private:
  struct State;
  static void wait(const std::shared_ptr<State>& state);

  std::shared_ptr<State> state_;  // its timer may have run out when the alarm ends
};

// What one request holds of the memory that there is for bodies. A connection may outlive the
// server, until its io_context ends.
class BodyShare {
 public:
  explicit BodyShare(std::shared_ptr<std::size_t> all) : all_{std::move(all)} {}

  ~BodyShare() { *all_ -= own_; }

  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;

  // False when there is no room for it. For a text there always is.
  [[nodiscard]] bool grow_to(std::size_t bytes, std::size_t room);

 private:
  std::shared_ptr<std::size_t> all_;
  std::size_t own_ = 0;
};

}  // namespace voicehub::engines
