#pragma once

#include <string>

#include "core/base/task.hpp"
#include "core/compose/change_service.hpp"
#include "core/ops/exec.hpp"
#include "core/ops/session.hpp"
#include "core/plan/plan.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct RunOptions {
  std::string service;
  compose::ServiceChanges changes;
  compose::ChangeContext context;
  std::string name;  // of the container; empty: one is made up
  std::string pull;  // always, missing, never; empty: as the file says
  bool build = false;
  bool no_dependencies = false;
  bool remove_orphans = false;
  bool use_aliases = false;
  bool remove = false;  // the container, when it has ended
  bool detach = false;
  bool interactive = true;  // its input is ours
  bool tty = false;
  bool dry_run = false;
};

struct RunOutcome {
  plan::Plan plan;  // what was done to get there, or with dry_run would be
  docker::ContainerId container;
  int exit_code = 0;     // of the command
  bool goes_on = false;  // detached, or left with Ctrl-P Ctrl-Q
};

// Starts what the service depends on, and waits for it; then runs one command in a container of its
// own, joined to `relay` unless it is detached. Whoever is interrupted meanwhile stops it.
[[nodiscard]] Task<RunOutcome> run(Session& session,
                                   const Project& project,
                                   RunOptions options,
                                   Relay relay);

}  // namespace voicehub::ops
