#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/http/client.hpp"

namespace voicehub::docker {

// What a DOCKER_HOST says: unix://…, tcp://host[:port], host:port, or
// ssh://[user@]host[:port][/socket].
struct HostAddress {
  http::Endpoint endpoint;  // never TLS: that is decided elsewhere
  std::string shown;
  bool remote = false;
};

[[nodiscard]] Result<HostAddress> parse_host_address(std::string_view text);

}  // namespace voicehub::docker
