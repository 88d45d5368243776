#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "engines/runtime/log.hpp"
#include "engines/wyoming/peer.hpp"

namespace voicehub::engines::wyoming {

struct ConnectionLimits {
  EventLimits events{};
  std::size_t connections = 64;
  std::size_t unhandled_bytes = std::size_t{1024} * 1024;    // of events that wait for their turn
  std::chrono::milliseconds idle = std::chrono::minutes{5};  // until the next event begins
  std::chrono::milliseconds transfer = std::chrono::seconds{30};  // of one event, either way
  std::chrono::milliseconds linger = std::chrono::seconds{1};     // until the client closes too
  std::chrono::milliseconds drain = std::chrono::seconds{5};      // of what speaks after a stop()
};

// Told of every event that was answered, as the HTTP server's is of every request.
using Observer = std::function<void(const Access&)>;

// One client. It is listened to while it is answered, so that a hang-up is noticed at once.
class Connection : public Peer {
 public:
  // All but the socket outlives it.
  Connection(boost::asio::ip::tcp::socket socket,
             const ConnectionLimits& limits,
             const Log& log,
             const Observer& observer);

  // Until the conversation is over and the connection closed.
  boost::asio::awaitable<void> run(const MakeConversation& make);

  // Says no more once what is being answered is.
  void stop();
  void close();

  [[nodiscard]] boost::asio::awaitable<bool> send(std::string wire) override;

  [[nodiscard]] std::stop_token gone() const override { return gone_.get_token(); }

  void note_failure(const std::string& code) override { answer_.failure = code; }

 private:
  using Time = std::chrono::steady_clock::time_point;

  // To one event.
  struct Answer {
    Time began;
    std::size_t bytes = 0;  // sent so far
    std::optional<Time> first_byte;
    std::string failure;  // the code of its error
  };

  boost::asio::awaitable<void> listen();
  boost::asio::awaitable<void> answer();
  boost::asio::awaitable<void> watch();
  boost::asio::awaitable<bool> handle(Event event);
  boost::asio::awaitable<bool> converse(Event event);
  void tell(const std::string& event) const;
  boost::asio::awaitable<void> wait_for_change();
  [[nodiscard]] bool has_to_wait() const;
  void take_events();
  [[nodiscard]] Time deadline() const;

  boost::asio::ip::tcp::socket socket_;
  const ConnectionLimits& limits_;
  const Log& log_;
  const Observer& observer_;
  std::unique_ptr<Conversation> conversation_;
  EventReader reader_;
  std::deque<Event> inbox_;
  std::size_t inbox_bytes_ = 0;
  std::optional<Error> broken_;  // what the client sends is not Wyoming
  std::stop_source gone_;
  boost::asio::steady_timer changed_;
  boost::asio::steady_timer tick_;
  Answer answer_;
  bool answering_ = false;
  bool stopping_ = false;
  std::optional<Time> ended_;  // all is said
  std::optional<Time> writing_;
  std::optional<Time> within_;  // an event that is not whole yet, since
  Time last_heard_;
};

}  // namespace voicehub::engines::wyoming
