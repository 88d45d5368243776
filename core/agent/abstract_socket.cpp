#include "core/agent/abstract_socket.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

namespace voicehub::agent {
namespace {

constexpr int kBacklog = 16;

struct Address {
  sockaddr_un name{};
  socklen_t size = 0;

  explicit Address(const std::string& text) {
    name.sun_family = AF_UNIX;
    // The first byte stays 0, which is what makes it abstract.
    const std::size_t length = text.copy(name.sun_path + 1, sizeof name.sun_path - 1);
    size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  }

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&name); }
};

ucred peer_of(int file) {
  ucred peer{.pid = 0, .uid = static_cast<uid_t>(-1), .gid = static_cast<gid_t>(-1)};
  socklen_t size = sizeof peer;
  getsockopt(file, SOL_SOCKET, SO_PEERCRED, &peer, &size);
  return peer;
}

}  // namespace

std::string control_address(const std::string& name) {
  return "voicehub/" + name;
}

std::string notify_address(const std::string& name) {
  return "voicehub/" + name + "/notify";
}

Descriptor bind_abstract(const std::string& address, int type) {
  Descriptor file{socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const Address name{address};
  if (!file.valid() || bind(file.number(), name.get(), name.size) != 0 ||
      (type == SOCK_STREAM && listen(file.number(), kBacklog) != 0)) {
    return Descriptor{};
  }
  return file;
}

Descriptor connect_abstract(const std::string& address) {
  Descriptor file{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const Address name{address};
  if (!file.valid() || connect(file.number(), name.get(), name.size) != 0) {
    return Descriptor{};
  }
  return file;
}

bool peer_is_neighbour(int file) {
  return peer_of(file).pid != 0;
}

bool peer_may_command(int file) {
  const ucred peer = peer_of(file);
  return peer.pid != 0 && (peer.uid == geteuid() || peer.uid == 0);
}

}  // namespace voicehub::agent
