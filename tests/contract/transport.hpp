#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/docker/endpoint.hpp"

namespace voicehub::test {

// A way to reach a Docker Engine, set up by the test itself. Whatever it started ends with it.
class Transport {
 public:
  virtual ~Transport() = default;

  [[nodiscard]] const docker::DockerEndpoint& endpoint() const { return endpoint_; }

 protected:
  docker::DockerEndpoint endpoint_;
};

// unix: the daemon of the environment. ssh: the same one through a loopback sshd. tls, engine_26:
// Docker Engine 26.1 in a container of it, over TLS with certificates on both sides, and over TCP.
[[nodiscard]] const std::vector<std::string>& transport_names();
[[nodiscard]] Result<std::unique_ptr<Transport>> set_up(const std::string& name);

[[nodiscard]] Result<std::unique_ptr<Transport>> set_up_ssh();

enum class Encryption { none, tls };

[[nodiscard]] Result<std::unique_ptr<Transport>> set_up_nested_engine(Encryption encryption);

// Looks again until the daemon answers, for half a minute.
[[nodiscard]] Result<void> wait_until_docker_answers(const docker::DockerEndpoint& endpoint);

// The base image of every test, also in a daemon that starts empty.
inline constexpr const char* kBaseImage = "debian:trixie-slim";

}  // namespace voicehub::test
