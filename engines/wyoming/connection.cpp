#include "engines/wyoming/connection.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace voicehub::engines::wyoming {

namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

// What an event takes besides its payload and data, roughly: events of nothing count too.
constexpr std::size_t kEventBytes = 256;

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket,
                       const ConnectionLimits& limits,
                       const Log& log,
                       const Observer& observer)
    : socket_{std::move(socket)},
      limits_{limits},
      log_{log},
      observer_{observer},
      reader_{limits.events},
      changed_{socket_.get_executor(), Clock::time_point::max()},
      tick_{socket_.get_executor()},
      last_heard_{Clock::now()} {}

asio::awaitable<void> Connection::run(const MakeConversation& make) {
  using asio::experimental::awaitable_operators::operator&&;
  conversation_ = make(*this);
  co_await (listen() && answer() && watch());
}

void Connection::stop() {
  stopping_ = true;
  changed_.cancel();
}

void Connection::close() {
  error_code ignored;
  socket_.close(ignored);
  changed_.cancel();
}

asio::awaitable<bool> Connection::send(std::string wire) {
  writing_ = Clock::now();
  auto [failure, bytes] =
      co_await asio::async_write(socket_, asio::buffer(wire), asio::as_tuple(asio::use_awaitable));
  writing_.reset();
  last_heard_ = Clock::now();
  answer_.bytes += bytes;
  answer_.first_byte = answer_.first_byte.value_or(last_heard_);
  co_return !failure;
}

asio::awaitable<void> Connection::listen() {
  std::array<char, 16384> bytes{};
  while (true) {
    if (inbox_bytes_ >= limits_.unhandled_bytes && !ended_ && socket_.is_open()) {
      co_await wait_for_change();
      continue;
    }
    const auto [failure, count] =
        co_await socket_.async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
    if (failure) {
      break;
    }
    if (!broken_ && !ended_) {
      last_heard_ = Clock::now();
      reader_.feed({bytes.data(), count});
      take_events();
    }
  }
  gone_.request_stop();
  changed_.cancel();
  tick_.cancel();
}

void Connection::take_events() {
  while (!broken_) {
    auto read = reader_.next();
    if (!read) {
      broken_ = read.error();
      break;
    }
    std::optional<Event>& event = *read;
    if (!event) {
      break;
    }
    inbox_bytes_ += kEventBytes + event->payload.size();
    inbox_.push_back(std::move(*event));
    within_.reset();
  }
  if (!reader_.is_within()) {
    within_.reset();
  } else if (!within_) {
    within_ = Clock::now();
  }
  changed_.cancel();
}

asio::awaitable<void> Connection::answer() {
  bool goes_on = true;
  while (goes_on) {
    while (has_to_wait()) {
      co_await wait_for_change();
    }
    if (gone_.stop_requested() || inbox_.empty()) {
      break;
    }
    Event event = std::move(inbox_.front());
    inbox_.pop_front();
    inbox_bytes_ -= kEventBytes + event.payload.size();
    changed_.cancel();
    answering_ = true;
    goes_on = co_await handle(std::move(event));
    answering_ = false;
    last_heard_ = Clock::now();
  }
  if (goes_on && broken_ && !gone_.stop_requested()) {
    answer_ = {.began = Clock::now()};
    co_await fail(*this, "malformed", broken_->message);
    tell("malformed");
  }
  if (goes_on && !broken_) {
    close();  // it was told to stop, and the client waits for nothing
    co_return;
  }
  // What the client sends meanwhile is read, because a close with unread input resets the
  // connection, and the reset may overtake the answer.
  ended_ = Clock::now();
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  changed_.cancel();
}

bool Connection::has_to_wait() const {
  const bool is_over = stopping_ && !conversation_->is_within();
  return inbox_.empty() && !gone_.stop_requested() && !broken_ && !is_over;
}

asio::awaitable<bool> Connection::handle(Event event) {
  const std::string type = event.type;
  answer_ = {.began = Clock::now()};
  const bool goes_on = co_await converse(std::move(event));
  if (!goes_on && answer_.failure.empty()) {
    note_failure("cancelled");  // the client has not taken all of it
  }
  if (answer_.bytes > 0) {
    tell(type);
  }
  co_return goes_on;
}

void Connection::tell(const std::string& event) const {
  constexpr int kDone = 200;
  const Time now = Clock::now();
  const Access access{.method = "WYOMING",
                      .path = event,
                      .status = answer_.failure.empty() ? kDone : status_of(answer_.failure),
                      .bytes = answer_.bytes,
                      .first_byte = answer_.first_byte.value_or(now) - answer_.began,
                      .whole = now - answer_.began};
  log_.access(access);
  if (observer_) {
    observer_(access);
  }
}

// One that throws has a bug, and that must not end the others' conversations.
asio::awaitable<bool> Connection::converse(Event event) {
  std::string bug;
  try {
    co_return co_await conversation_->handle(std::move(event));
  } catch (const std::exception& thrown) {
    bug = thrown.what();
  }
  log_.error("wyoming: " + bug);
  co_return co_await fail(*this, "failed", "internal error; the engine's log says which");
}

asio::awaitable<void> Connection::wait_for_change() {
  error_code cancelled;
  co_await changed_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}

asio::awaitable<void> Connection::watch() {
  const auto often =
      std::min({limits_.idle, limits_.transfer, limits_.linger, std::chrono::milliseconds{1000}});
  while (!gone_.stop_requested()) {
    tick_.expires_after(often / 2);
    error_code cancelled;
    co_await tick_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    if (Clock::now() >= deadline()) {
      close();
    }
  }
}

Connection::Time Connection::deadline() const {
  if (ended_) {
    return *ended_ + limits_.linger;
  }
  Time soonest = Time::max();
  if (writing_) {
    soonest = *writing_ + limits_.transfer;
  }
  if (answering_) {
    return soonest;  // what comes meanwhile may have to wait
  }
  if (within_) {
    soonest = std::min(soonest, *within_ + limits_.transfer);
  }
  return std::min(soonest, last_heard_ + limits_.idle);
}

}  // namespace voicehub::engines::wyoming
