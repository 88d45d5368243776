#pragma once

#include <cstdint>
#include <string>

#include "core/base/task.hpp"
#include "core/docker/types.hpp"
#include "core/ops/one_container.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct PortOptions {
  Choice choice;
  std::uint16_t target = 0;  // in the container
  std::string protocol = "tcp";
};

// Where a port of a running container is published. A port that is not is not_found, with those
// that are.
[[nodiscard]] Task<docker::PublishedPort> port(Session& session,
                                               const Project& project,
                                               PortOptions options);

}  // namespace voicehub::ops
