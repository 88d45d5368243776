#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/plan.hpp"
#include "core/plan/reconcile.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct StartOptions {
  std::vector<std::string> services;   // empty: all
  bool build = false;                  // build images first, also those that exist
  plan::Form form = plan::Form::keep;  // with the agent of `voicehub dev`, or without
  bool force_recreate = false;
  bool overlap = false;  // what is replaced serves until the new one is healthy, where both can run
  bool no_dependencies = false;
  bool remove_orphans = false;
  bool no_wait = false;
  bool dry_run = false;
  std::optional<std::chrono::seconds> timeout;  // for health, per service
};

// Makes what runs equal to what the file says, touches nothing that already is, and returns when
// every service is healthy. Returns the plan that was carried out (or with dry_run would be).
[[nodiscard]] Task<plan::Plan> start(Session& session,
                                     const Project& project,
                                     StartOptions options);

}  // namespace voicehub::ops
