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

// Whether images are pulled: what the file says, or one answer for all services.
enum class Pull { as_file_says, never, always };

struct StartOptions {
  std::vector<std::string> services;  // empty: all
  bool build = false;                 // build images first, also those that exist
  bool no_build = false;              // build none, also those that are missing
  Pull pull = Pull::as_file_says;
  plan::Form form = plan::Form::keep;  // with the agent of `voicehub dev`, or without
  plan::Recreate recreate = plan::Recreate::changed;
  bool recreate_dependencies = false;
  bool renew_volumes = false;
  bool create_only = false;  // start nothing
  bool overlap = false;  // what is replaced serves until the new one is healthy, where both can run
  bool no_dependencies = false;
  bool remove_orphans = false;
  bool no_wait = false;
  bool dry_run = false;
  std::optional<std::chrono::seconds> timeout;       // for health, per service
  std::optional<std::chrono::seconds> stop_timeout;  // of what is replaced; absent: the file's
};

// Makes what runs equal to what the file says, touches nothing that already is, and returns when
// every service is healthy. Returns the plan that was carried out (or with dry_run would be).
[[nodiscard]] Task<plan::Plan> start(Session& session,
                                     const Project& project,
                                     StartOptions options);

}  // namespace voicehub::ops
