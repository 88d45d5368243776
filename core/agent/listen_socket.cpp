#include "core/agent/listen_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace voicehub::agent {
namespace {

constexpr int kBacklog = 4096;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

// Of size 0 when `host` is no address. No name is looked up: there may be nobody to ask.
Address to_address(const std::string& host, std::uint16_t port) {
  Address address;
  sockaddr_in v4{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    std::memcpy(&address.storage, &v4, sizeof v4);
    address.size = sizeof v4;
  } else if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    std::memcpy(&address.storage, &v6, sizeof v6);
    address.size = sizeof v6;
  }
  return address;
}

}  // namespace

std::expected<Descriptor, std::string> open_listen_socket(const ListenAddress& wanted) {
  const std::string failure =
      "cannot listen at " + wanted.host + " port " + std::to_string(wanted.port) + ": ";
  const Address address = to_address(wanted.host, wanted.port);
  if (address.size == 0) {
    return std::unexpected(failure + "not an IP address");
  }
  Descriptor file{socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int on = 1;
  if (!file.valid() || setsockopt(file.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(file.number(), address.get(), address.size) != 0 ||
      listen(file.number(), kBacklog) != 0) {
    return std::unexpected(failure + std::strerror(errno));
  }
  return file;
}

Descriptor connect_to(const ListenAddress& wanted) {
  // "::" takes IPv4 too, and many containers have no ::1.
  const bool any = wanted.host == "0.0.0.0" || wanted.host == "::";
  const Address address = to_address(any ? "127.0.0.1" : wanted.host, wanted.port);
  Descriptor file{socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (file.valid() && connect(file.number(), address.get(), address.size) != 0 &&
      errno != EINPROGRESS) {
    return Descriptor{};
  }
  return file;
}

}  // namespace voicehub::agent
