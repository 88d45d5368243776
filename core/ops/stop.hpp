#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/plan.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct StopOptions {
  std::vector<std::string> services;  // empty: all
  bool dry_run = false;
  std::optional<std::chrono::seconds> timeout;  // until SIGKILL; absent: the file's, else 10 s
};

// Stops containers and keeps them, dependents before what they depend on.
[[nodiscard]] Task<plan::Plan> stop(Session& session, const Project& project, StopOptions options);

}  // namespace voicehub::ops
