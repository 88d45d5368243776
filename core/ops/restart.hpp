#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/plan.hpp"
#include "core/project/project.hpp"
#include "core/verify/report.hpp"

namespace voicehub::ops {

struct RestartOptions {
  std::vector<std::string> services;  // empty: all
  bool no_verify = false;
  bool no_wait = false;  // neither for health nor for proof
  bool dry_run = false;
  std::optional<std::chrono::seconds> timeout;       // for health, per service
  std::optional<std::chrono::seconds> stop_timeout;  // until SIGKILL
};

struct Restarted {
  plan::Plan plan;
  std::vector<verify::Report> proof;  // of each service that has source mounts
};

// Stops and starts the containers, waits until they are healthy, and proves that they have the
// edited files. A container whose specification was edited meanwhile is replaced, and the reason is
// told.
[[nodiscard]] Task<Restarted> restart(Session& session,
                                      const Project& project,
                                      RestartOptions options);

}  // namespace voicehub::ops
