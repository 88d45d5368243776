#include "core/agent/readiness.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "core/agent/listen_socket.hpp"
#include "core/agent/processes.hpp"
#include "core/agent/tcp_peer.hpp"

namespace voicehub::agent {
namespace {

constexpr std::chrono::milliseconds kInterval{5};
constexpr std::size_t kStatusLine = std::string_view{"HTTP/1.1 2"}.size();

}  // namespace

Readiness::Readiness(Loop& loop,
                     ListenAddress address,
                     std::string health_path,
                     pid_t leader,
                     std::function<void()> ready)
    : loop_{loop},
      address_{std::move(address)},
      health_path_{std::move(health_path)},
      leader_{leader},
      ready_{std::move(ready)} {
  step();
}

Readiness::~Readiness() {
  loop_.cancel(timer_);
  give_up();
}

void Readiness::step() {
  const auto began = Loop::Clock::now();
  if (stage_ == Stage::apart) {
    connect();
  } else if (stage_ == Stage::connected) {
    look_who_accepted();
  }
  // Where thousands of connections make the looking slow, it is done less often.
  const auto took = Loop::Clock::now() - began;
  timer_ = loop_.after(std::max<Loop::Clock::duration>(kInterval, 4 * took), [this] { step(); });
}

void Readiness::connect() {
  connection_ = connect_to(address_);
  if (connection_.valid()) {
    stage_ = Stage::connected;
    loop_.watch(connection_.number(), POLLIN, [this](short) { receive(); });
  }
}

void Readiness::look_who_accepted() {
  const Holder who = holder();
  if (who == Holder::new_one) {
    ask();
  } else if (who == Holder::other) {
    give_up();
    connect();
  }
}

Readiness::Holder Readiness::holder() const {
  const std::string inode = inode_of_peer(connection_.number());
  if (inode.empty() || inode == "0") {
    return Holder::nobody;
  }
  const std::vector<pid_t> processes = members_of(leader_);
  const bool is_new =
      std::ranges::any_of(processes, [&](pid_t pid) { return holds_socket(pid, inode); });
  return is_new ? Holder::new_one : Holder::other;
}

void Readiness::ask() {
  stage_ = Stage::asked;
  answer_ = health_path_.empty() ? "HTTP/1.1 2" : "";
  const std::string request =
      "GET " + health_path_ + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (!health_path_.empty() &&
      send(connection_.number(), request.data(), request.size(), MSG_NOSIGNAL) < 0) {
    give_up();
    return;
  }
  if (health_path_.empty()) {
    receive();
  }
}

void Readiness::receive() {
  std::array<char, 512> buffer;
  const ssize_t count = recv(connection_.number(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count > 0) {
    answer_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  if (stage_ == Stage::asked && answer_.size() >= kStatusLine) {
    const bool is_well = answer_.starts_with("HTTP/1.") && answer_[kStatusLine - 1] == '2';
    give_up();
    if (is_well) {
      loop_.cancel(timer_);
      timer_ = loop_.after({}, ready_);
    }
    return;
  }
  if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
    give_up();  // whoever had it has closed it
  }
}

void Readiness::give_up() {
  if (connection_.valid()) {
    loop_.forget(connection_.number());
    connection_.reset();
  }
  stage_ = Stage::apart;
  answer_.clear();
}

}  // namespace voicehub::agent
