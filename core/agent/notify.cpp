#include "core/agent/notify.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/agent/abstract_socket.hpp"

namespace voicehub::agent {
namespace {

constexpr int kMostAtOnce = 64;  // whoever floods us must not keep us from the rest

}  // namespace

Assignments parse_assignments(std::string_view datagram) {
  Assignments assignments;
  while (!datagram.empty()) {
    const std::size_t end = std::min(datagram.find('\n'), datagram.size());
    const std::string_view line = datagram.substr(0, end);
    datagram.remove_prefix(std::min(end + 1, datagram.size()));
    if (const std::size_t middle = line.find('='); middle != std::string_view::npos) {
      assignments[std::string{line.substr(0, middle)}] = line.substr(middle + 1);
    }
  }
  return assignments;
}

NotifySocket::NotifySocket(Loop& loop, Handler handler)
    : loop_{loop}, handler_{std::move(handler)} {}

bool NotifySocket::open(const std::string& address) {
  file_ = bind_abstract(address, SOCK_DGRAM);
  const int on = 1;
  if (!file_.valid() || setsockopt(file_.number(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0) {
    return false;
  }
  loop_.watch(file_.number(), POLLIN, [this](short) { receive(); });
  return true;
}

void NotifySocket::receive() {
  for (int i = 0; i < kMostAtOnce && receive_one(); ++i) {
  }
}

bool NotifySocket::receive_one() {
  std::array<char, 8192> text;
  // Room for the credentials and no more: files that somebody sends along are closed by the kernel.
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
  iovec part{.iov_base = text.data(), .iov_len = text.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t count = recvmsg(file_.number(), &message, MSG_CMSG_CLOEXEC);
  if (count < 0) {
    return false;
  }
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != nullptr && header->cmsg_level == SOL_SOCKET &&
      header->cmsg_type == SCM_CREDENTIALS) {
    ucred sender{};
    std::memcpy(&sender, CMSG_DATA(header), sizeof sender);
    handler_(sender.pid, parse_assignments({text.data(), static_cast<std::size_t>(count)}));
  }
  return true;
}

}  // namespace voicehub::agent
