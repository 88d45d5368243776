#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "engines/wyoming/event.hpp"

namespace voicehub::engines::wyoming {

// The client of one connection, as what talks to it sees it.
class Peer {
 public:
  virtual ~Peer() = default;

  // Whole events, as to_wire() writes them. False when the client is gone.
  [[nodiscard]] virtual boost::asio::awaitable<bool> send(std::string wire) = 0;

  // Stopped as soon as the client hangs up.
  [[nodiscard]] virtual std::stop_token gone() const = 0;

  // What is being answered ends with an error of this code.
  virtual void note_failure(const std::string& code) = 0;
};

// What is said on one connection. One event is handled after the other; the next ones wait.
class Conversation {
 public:
  virtual ~Conversation() = default;

  // False: it is over, and the connection is closed once all is sent.
  [[nodiscard]] virtual boost::asio::awaitable<bool> handle(Event event) = 0;

  // The client has begun something that takes more events to end.
  [[nodiscard]] virtual bool is_within() const = 0;
};

// The peer outlives what it is made for.
using MakeConversation = std::function<std::unique_ptr<Conversation>(Peer& peer)>;

// Sends the event `error` and ends the conversation: Home Assistant skips events that it does not
// expect, and would wait for an answer as long as the connection is there.
[[nodiscard]] boost::asio::awaitable<bool> fail(Peer& peer, std::string code, std::string text);

// "busy", "loading", "not-found", ...: for programs.
[[nodiscard]] std::string code_of(const Error& error);

// What HTTP would answer for it: the logs and metrics of both have the same numbers.
[[nodiscard]] int status_of(std::string_view code);

// The events that every engine answers alike. Nothing: it is another one.
[[nodiscard]] std::optional<Event> answer_to_ping(const Event& event);

}  // namespace voicehub::engines::wyoming
