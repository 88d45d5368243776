#include "core/agent/readiness.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include "core/agent/files.hpp"
#include "core/agent/listen_socket.hpp"
#include "core/agent/processes.hpp"

namespace voicehub::agent {
namespace {

constexpr std::chrono::milliseconds kInterval{5};
constexpr std::size_t kStatusLine = std::string_view{"HTTP/1.1 2"}.size();

// The columns of /proc/net/tcp.
constexpr std::size_t kLocal = 1;
constexpr std::size_t kRemote = 2;
constexpr std::size_t kInode = 9;

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) {
      return words;
    }
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

// As it stands at the end of an address there.
std::string port_suffix(std::uint16_t port) {
  std::string text = ":";
  for (int shift = 12; shift >= 0; shift -= 4) {
    text += "0123456789ABCDEF"[(port >> static_cast<unsigned>(shift)) & 0xFU];
  }
  return text;
}

std::uint16_t own_port(int file) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(file, reinterpret_cast<sockaddr*>(&address), &size);
  // The port is at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace

std::string inode_between(const std::string& table, std::uint16_t local, std::uint16_t remote) {
  const std::string local_port = port_suffix(local);
  const std::string remote_port = port_suffix(remote);
  std::string_view rest = table;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line.contains(remote_port)) {
      continue;
    }
    const std::vector<std::string_view> words = words_of(line);
    if (words.size() > kInode && words[kLocal].ends_with(local_port) &&
        words[kRemote].ends_with(remote_port)) {
      return std::string{words[kInode]};
    }
  }
  return {};
}

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
  const std::uint16_t port = own_port(connection_.number());
  std::string inode = inode_between(read_file("/proc/net/tcp").value_or(""), address_.port, port);
  if (inode.empty()) {
    inode = inode_between(read_file("/proc/net/tcp6").value_or(""), address_.port, port);
  }
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
