#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/plan.hpp"
#include "core/plan/reconcile.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct ConvergeRequest {
  std::string verb;  // for the journal: "start"
  plan::ReconcileOptions reconcile;
  std::optional<std::chrono::milliseconds> health_deadline;  // per service; absent: from the file
  bool dry_run = false;
  // How long another voicehub that works on the project is waited for.
  std::chrono::milliseconds lock_patience{0};
};

struct Converged {
  plan::Plan plan;               // what was done, or with dry_run what would be
  plan::ObservedState observed;  // as it was before
};

// What start, restart, stop and down have in common: take the project's lock, observe, reconcile,
// apply. With dry_run nothing is locked and nothing is sent to the daemon but reads.
[[nodiscard]] Task<Converged> converge(Session& session,
                                       const Project& project,
                                       ConvergeRequest request);

// Waits for the health of every container of the services (all, when none is named), all at once.
// `listed` is looked at first; when it is empty the daemon is asked. The first failure is returned
// when all have been waited for.
[[nodiscard]] Task<void> await_health(Session& session,
                                      const Project& project,
                                      std::vector<std::string> services,
                                      std::vector<plan::ObservedContainer> listed,
                                      std::optional<std::chrono::milliseconds> deadline);

}  // namespace voicehub::ops
