#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/plan.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct RemoveOptions {
  std::vector<std::string> services;  // empty: all
  bool stop = false;                  // running ones are stopped first; else they stay
  bool volumes = false;               // their anonymous volumes go too
  bool dry_run = false;
};

// Removes containers, and leaves networks and named volumes. The verb is the consent: nothing is
// asked.
[[nodiscard]] Task<plan::Plan> remove(Session& session,
                                      const Project& project,
                                      RemoveOptions options);

}  // namespace voicehub::ops
