#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/types.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct ContainerProcesses {
  std::string service;
  int number = 1;
  std::string container;
  docker::ProcessTable table;
};

// The processes of the running containers of the services, by service and number.
[[nodiscard]] Task<std::vector<ContainerProcesses>> top(Session& session,
                                                        const Project& project,
                                                        std::vector<std::string> services);

}  // namespace voicehub::ops
