#include "core/agent/tcp_peer.hpp"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "core/agent/descriptor.hpp"
#include "core/agent/files.hpp"

namespace voicehub::agent {
namespace {

// The columns of /proc/net/tcp.
constexpr std::size_t kLocal = 1;
constexpr std::size_t kRemote = 2;
constexpr std::size_t kInode = 9;

struct End {
  sa_family_t family = AF_UNSPEC;
  in_port_t port = 0;                      // in network order
  std::array<std::uint32_t, 4> address{};  // the same; IPv4 in the first
};

End to_end(const sockaddr_storage& address) {
  End end{.family = address.ss_family};
  if (end.family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    end.port = v4.sin_port;
    end.address[0] = v4.sin_addr.s_addr;
  } else if (end.family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    end.port = v6.sin6_port;
    std::memcpy(end.address.data(), &v6.sin6_addr, sizeof end.address);
  }
  return end;
}

struct Ends {
  End ours;
  End theirs;
};

// Nothing for a connection that is not made yet.
std::optional<Ends> ends_of(int connection) {
  sockaddr_storage ours{};
  sockaddr_storage theirs{};
  socklen_t our_size = sizeof ours;
  socklen_t their_size = sizeof theirs;
  if (getsockname(connection, reinterpret_cast<sockaddr*>(&ours), &our_size) != 0 ||
      getpeername(connection, reinterpret_cast<sockaddr*>(&theirs), &their_size) != 0) {
    return std::nullopt;
  }
  return Ends{.ours = to_end(ours), .theirs = to_end(theirs)};
}

struct Question {
  nlmsghdr header{};
  inet_diag_req_v2 about{};
};

Question question_about(const Ends& ends) {
  Question question;
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST;
  question.about.sdiag_family = static_cast<std::uint8_t>(ends.theirs.family);
  question.about.sdiag_protocol = IPPROTO_TCP;
  inet_diag_sockid& id = question.about.id;
  id.idiag_sport = ends.theirs.port;
  id.idiag_dport = ends.ours.port;
  std::ranges::copy(ends.theirs.address, id.idiag_src);
  std::ranges::copy(ends.ours.address, id.idiag_dst);
  std::ranges::fill(id.idiag_cookie, INET_DIAG_NOCOOKIE);
  return question;
}

// One socket of the kernel's own table. Nothing where the kernel does not answer such questions;
// empty when it has no such socket.
std::optional<std::string> ask_kernel(const Ends& ends) {
  const Descriptor file{socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)};
  const Question question = question_about(ends);
  if (!file.valid() || send(file.number(), &question, sizeof question, 0) < 0) {
    return std::nullopt;
  }
  alignas(nlmsghdr) std::array<char, 4096> answer{};
  const ssize_t count = recv(file.number(), answer.data(), answer.size(), MSG_DONTWAIT);
  nlmsghdr header{};
  if (count < static_cast<ssize_t>(sizeof header)) {
    return std::nullopt;
  }
  std::memcpy(&header, answer.data(), sizeof header);
  const char* body = answer.data() + NLMSG_HDRLEN;
  if (header.nlmsg_type == NLMSG_ERROR) {
    int error = 0;
    std::memcpy(&error, body, sizeof error);
    return error == -ENOENT ? std::optional{std::string{}} : std::nullopt;
  }
  inet_diag_msg found{};
  if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY || header.nlmsg_len < NLMSG_LENGTH(sizeof found)) {
    return std::nullopt;
  }
  std::memcpy(&found, body, sizeof found);
  return std::to_string(found.idiag_inode);
}

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

// The table as text takes tenths of a second to read after a load test, for every closed connection
// stays in it for a minute. So it is the second choice, for machines without sock_diag(7).
std::string inode_of_peer(int connection) {
  const auto ends = ends_of(connection);
  if (!ends) {
    return {};
  }
  if (auto inode = ask_kernel(*ends)) {
    return *inode;
  }
  std::string inode;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    if (inode.empty()) {
      inode = inode_between(
          read_file(table).value_or(""), ntohs(ends->theirs.port), ntohs(ends->ours.port));
    }
  }
  return inode;
}

}  // namespace voicehub::agent
