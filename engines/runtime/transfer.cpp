#include "engines/runtime/transfer.hpp"

#include <algorithm>
#include <cstdint>

namespace voicehub::engines {

TransferTime end_of_patience(const Transfer& transfer,
                             TransferTime last_byte,
                             const ServerLimits& limits) {
  const std::chrono::seconds at_least_rate{transfer.bytes / limits.least_rate};
  return std::min(last_byte, transfer.began + at_least_rate) + limits.stall;
}

struct Alarm::State {
  boost::asio::steady_timer timer;
  boost::asio::ip::tcp::socket* socket;
  std::uint64_t turn = 0;
  bool has_rung = false;
};

Alarm::Alarm(boost::asio::ip::tcp::socket& socket)
    : state_{std::make_shared<State>(boost::asio::steady_timer{socket.get_executor()}, &socket)} {}

Alarm::~Alarm() {
  stop();
}

void Alarm::set(TransferTime when) {
  ++state_->turn;
  state_->has_rung = false;
  state_->timer.expires_at(when);
  wait(state_);
}

void Alarm::stop() {
  ++state_->turn;
  state_->timer.cancel();
}

bool Alarm::has_rung() const {
  return state_->has_rung;
}

void Alarm::wait(const std::shared_ptr<State>& state) {
  state->timer.async_wait([state, turn = state->turn](const boost::system::error_code&) {
    if (state->turn != turn) {
      return;
    }
    state->has_rung = true;
    boost::system::error_code ignored;
    state->socket->cancel(ignored);
    // An operation of several reads may have been between two of them.
    state->timer.expires_after(std::chrono::milliseconds{100});
    wait(state);
  });
}

bool BodyShare::grow_to(std::size_t bytes, std::size_t room) {
  constexpr std::size_t kText = std::size_t{64} * 1024;
  *all_ += bytes - own_;
  own_ = bytes;
  return own_ <= kText || *all_ <= room;
}

}  // namespace voicehub::engines
