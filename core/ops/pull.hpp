#pragma once

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/pull.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct PullOptions {
  plan::PullOptions choice;
  bool ignore_failures = false;
  bool dry_run = false;
};

// Pulls the images of the services, all at once. Each has its own outcome; the first failure is
// returned when all have ended. That a service with a build section could not be pulled is a
// warning: it can be built.
[[nodiscard]] Task<plan::Plan> pull(Session& session, const Project& project, PullOptions options);

}  // namespace voicehub::ops
