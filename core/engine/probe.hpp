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

enum class HealthState {
  healthy,
  starting,     // it answers that it is not ready: 503, or a status of initializing, loading …
  unhealthy,    // any other answer: a status of error, 500, no such path
  unreachable,  // no answer: refused, reset, too late
};

[[nodiscard]] std::string_view to_text(HealthState state);

// What one look at an engine found.
struct Health {
  HealthState state = HealthState::unreachable;
  std::string
      detail;  // "200 in 3 ms", "503 initializing", "connection refused", "GET /health is 404"
  int http_status = 0;  // 0: no answer
  std::chrono::milliseconds elapsed{0};
  // The answer is an engine's: JSON with `status`. A server without the path is unhealthy and not
  // known to be an engine: whether that matters is up to the caller.
  bool speaks_voice_api = false;
};

// One GET of the health path (empty: /health). What the body says counts more than a status of 200,
// which some engines send while they load and when they have failed. Never fails: what went wrong
// is in the answer.
[[nodiscard]] Task<Health> probe(http::Client& client,
                                 std::string path,
                                 std::chrono::milliseconds deadline);

// Why there was no answer, as part of a sentence: "connection refused", "no answer in 2.0 s".
[[nodiscard]] std::string silence_text(const Error& error, std::chrono::milliseconds deadline);

// From the file's healthcheck: start_period + retries × interval; 120 s without one.
[[nodiscard]] std::chrono::milliseconds health_deadline(const Service& service);

}  // namespace voicehub::engine
