#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/plan.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct KillOptions {
  std::vector<std::string> services;  // empty: all
  std::string signal = "SIGKILL";
  bool remove_orphans = false;
  bool dry_run = false;
};

// Sends a signal to the main process of every running container.
[[nodiscard]] Task<plan::Plan> kill(Session& session, const Project& project, KillOptions options);

}  // namespace voicehub::ops
