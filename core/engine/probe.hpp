#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/task.hpp"
#include "core/docker/types.hpp"
#include "core/http/client.hpp"
#include "core/project/service.hpp"

namespace voicehub::engine {

// Where this machine reaches a port of a container.
struct Address {
  std::string host;
  std::uint16_t port = 0;

  friend bool operator==(const Address&, const Address&) = default;
};

// Makes the client that talks to an engine. A seam, so that a test can stand in a local server.
using ClientFactory = std::function<std::unique_ptr<http::Client>(const Address&)>;

// The published port of the service's API port (any-address becomes the daemon's host), else the
// container's own address; nothing when neither can be reached. `daemon_host` is "127.0.0.1" for a
// local daemon; empty for one that only ssh reaches.
[[nodiscard]] std::optional<Address> address_of(const Service& service,
                                                const docker::ContainerSummary& container,
                                                const std::string& daemon_host);

enum class HealthState { healthy, starting, unhealthy, unreachable };

[[nodiscard]] std::string_view to_text(HealthState state);

// What one look at an engine found.
struct Health {
  HealthState state = HealthState::unreachable;
  std::string
      detail;  // "200 in 3 ms", "503 initializing", "connection refused", "GET /health is 404"
  std::chrono::milliseconds elapsed{0};
  bool speaks_voice_api = false;  // the answer is an engine's: JSON with `status`
};

// One GET of the health path (x-voicehub.health, else /health). Never fails: what went wrong is in
// the answer.
[[nodiscard]] Task<Health> probe(http::Client& client,
                                 std::string path,
                                 std::chrono::milliseconds deadline);

// From the file's healthcheck: start_period + retries × interval; 120 s without one.
[[nodiscard]] std::chrono::milliseconds health_deadline(const Service& service);

}  // namespace voicehub::engine
