#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/plan.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct PauseOptions {
  std::vector<std::string> services;  // empty: all
  bool dry_run = false;
};

// Freezes the processes of running containers: they keep their memory and get no processor.
[[nodiscard]] Task<plan::Plan> pause(Session& session,
                                     const Project& project,
                                     PauseOptions options);
[[nodiscard]] Task<plan::Plan> unpause(Session& session,
                                       const Project& project,
                                       PauseOptions options);

}  // namespace voicehub::ops
