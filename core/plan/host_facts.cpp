#include "core/plan/host_facts.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace voicehub::plan {
namespace {

std::string read_line(const std::string& path) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  return line;
}

bool is_taken(std::uint16_t number, const std::string& address, int type) {
  const int socket = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
  if (socket < 0) {
    return false;
  }
  const int reuse = 1;  // as docker-proxy binds: a connection in TIME_WAIT is no obstacle
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(number);
  where.sin_addr.s_addr = INADDR_ANY;
  if (!address.empty() && ::inet_pton(AF_INET, address.c_str(), &where.sin_addr) != 1) {
    ::close(socket);
    return false;
  }
  // A listener on 127.0.0.1 does not keep 0.0.0.0 from being bound, but it keeps it from listening.
  const bool taken = ::bind(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0 ||
                     (type == SOCK_STREAM && ::listen(socket, 1) != 0);
  const bool in_use = taken && errno == EADDRINUSE;
  ::close(socket);
  return in_use;
}

// The socket inode that listens at the port, from /proc/net; 0 when there is none.
std::uint64_t listening_inode(std::uint16_t number,
                              const std::string& table,
                              std::string_view state) {
  std::ifstream file{"/proc/net/" + table};
  const std::string wanted = fmt::format(":{:04X}", number);
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream columns{line};
    std::string slot, local, remote, connection_state, queue, timer, retransmit, uid, timeout;
    std::uint64_t inode = 0;
    columns >> slot >> local >> remote >> connection_state >> queue >> timer >> retransmit >> uid >>
        timeout >> inode;
    if (local.ends_with(wanted) && connection_state == state && inode != 0) {
      return inode;
    }
  }
  return 0;
}

std::optional<std::string> owner_of_socket(std::uint64_t inode) {
  const std::string wanted = fmt::format("socket:[{}]", inode);
  std::error_code ignored;
  for (const auto& process : std::filesystem::directory_iterator{"/proc", ignored}) {
    const std::string pid = process.path().filename().string();
    if (pid.find_first_not_of("0123456789") != std::string::npos) {
      continue;
    }
    for (const auto& file : std::filesystem::directory_iterator{process.path() / "fd", ignored}) {
      if (std::filesystem::read_symlink(file.path(), ignored) == wanted) {
        return fmt::format("{} (pid {})", read_line("/proc/" + pid + "/comm"), pid);
      }
    }
  }
  return std::nullopt;
}

std::string read_all(const std::string& path) {
  std::ifstream file{path};
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::uint64_t signal_mask(const std::string& status, std::string_view name) {
  const auto at = status.find(name);
  return at == std::string::npos ? 0
                                 : std::strtoull(status.c_str() + at + name.size(), nullptr, 16);
}

}  // namespace

std::optional<std::string> port_holder(const Port& port) {
  std::uint16_t number = 0;
  const char* end = port.published.data() + port.published.size();
  if (std::from_chars(port.published.data(), end, number).ptr != end || number == 0) {
    return std::nullopt;
  }
  const bool tcp = port.protocol == "tcp";
  if (!is_taken(number, port.host_address, tcp ? SOCK_STREAM : SOCK_DGRAM)) {
    return std::nullopt;
  }
  const std::string_view state = tcp ? "0A" : "07";  // LISTEN; an unconnected UDP socket
  for (const std::string table : tcp ? std::array{"tcp", "tcp6"} : std::array{"udp", "udp6"}) {
    const std::uint64_t inode = listening_inode(number, table, state);
    if (inode != 0) {
      return owner_of_socket(inode).value_or("another process");
    }
  }
  return "another process";
}

std::optional<bool> ignores_sigterm(std::int64_t pid, const std::string& container) {
  const std::string process = fmt::format("/proc/{}", pid);
  // Where voicehub runs in a container of its own, this number may be another process.
  if (!read_all(process + "/cgroup").contains(container)) {
    return std::nullopt;
  }
  const std::string status = read_all(process + "/status");
  constexpr std::uint64_t kSigterm = std::uint64_t{1} << 14U;  // bit n-1 stands for signal n
  const bool caught = (signal_mask(status, "SigCgt:") & kSigterm) != 0;
  const bool blocked =
      (signal_mask(status, "SigBlk:") & kSigterm) != 0;  // taken with sigwait(), as tini does
  const bool ignored = (signal_mask(status, "SigIgn:") & kSigterm) != 0;
  return ignored || (!caught && !blocked);
}

}  // namespace voicehub::plan
