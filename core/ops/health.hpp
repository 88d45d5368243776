#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/task.hpp"
#include "core/docker/types.hpp"
#include "core/engine/probe.hpp"
#include "core/ops/session.hpp"
#include "core/project/service.hpp"

namespace voicehub::ops {

// Who says how a service is.
enum class HealthSource {
  http,    // its own answer at the health path
  docker,  // the health check that the daemon runs inside the container
  state,   // nobody: that the container runs, or does not, is all that is known
};

struct ServiceHealth {
  engine::HealthState state = engine::HealthState::unreachable;
  HealthSource source = HealthSource::state;
  bool is_engine = false;
  bool takes_connections = false;  // something listens at its port, in whatever language
  std::string
      detail;  // for people: "200 in 3 ms", "connection refused", "Exited (1) 5 minutes ago"
};

// x-voicehub says so, or the image is one of ours. Other services turn out to be engines when they
// answer as one.
[[nodiscard]] bool is_declared_engine(const Service& service);

// healthy, unhealthy or starting, from "Up 5 minutes (healthy)"; empty without a health check.
[[nodiscard]] std::string_view docker_health(std::string_view status);

// What was found by asking the container over the network.
struct Findings {
  std::optional<engine::Health> http;  // nothing: there was no address to ask at
  std::optional<bool> listens;         // the port takes connections; nothing: not looked
};

// The rule: an answer over HTTP, else the daemon's health check, else that the container runs. An
// undeclared service counts as starting while nothing listens at its published port, and is left
// alone once something does that does not speak HTTP (a database). Pure.
[[nodiscard]] ServiceHealth judge(const Service& service,
                                  const docker::ContainerSummary& container,
                                  const Findings& findings);

// One look, at most about `deadline` long. Never fails: what went wrong is in the answer.
[[nodiscard]] Task<ServiceHealth> look(Session& session,
                                       const Service& service,
                                       docker::ContainerSummary container,
                                       std::chrono::milliseconds deadline = std::chrono::seconds{
                                           1});

}  // namespace voicehub::ops
