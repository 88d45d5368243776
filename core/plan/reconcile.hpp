#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/plan/observed_state.hpp"
#include "core/plan/one_off.hpp"
#include "core/plan/plan.hpp"
#include "core/project/project.hpp"

namespace voicehub::plan {

enum class Goal { start, restart, stop, down, remove, pause, unpause, kill };

// Whether containers have the agent of `voicehub dev`.
enum class Form {
  keep,   // as they are; new ones without
  plain,  // none has
  dev,    // those of the named services have, where an edit could ever reach them
};

// Which containers of the named services are made anew.
enum class Recreate {
  changed,  // those that are not what the file says
  all,
  none,  // whatever the file says
};

struct ReconcileOptions {
  Goal goal = Goal::start;
  std::vector<std::string> services;      // empty: all
  Form form = Form::keep;                 // start
  Recreate recreate = Recreate::changed;  // start
  bool recreate_dependencies = false;     // start: all containers of what the services depend on
  bool renew_volumes = false;  // start: what is made anew gets new volumes for those without a name
  bool start = true;           // start: else containers are made, and not started
  // start: a container that is replaced serves until the new one is healthy, where both can run
  bool overlap = false;
  bool no_dependencies = false;   // start: leave what the services depend on alone
  bool remove_orphans = false;    // start, down, kill
  std::optional<OneOff> one_off;  // start: what its service depends on, and then this, made last
  bool remove_volumes = false;    // down; with remove the anonymous ones alone
  bool stop_running = false;      // remove: what runs too
  std::string signal;             // kill
  bool dry_run = false;           // observe() may not even make a container to look into an image
  bool remote = false;            // bind sources are on another machine
  std::optional<std::chrono::seconds> stop_timeout;  // overrides the file's
};

// What has to be done so that `observed` becomes what the goal asks of `desired`. Pure: no clock,
// no disk, no daemon. Everything that can be known to fail is refused here, before the first step:
// a port that somebody else holds, a bind source that is missing, a name that is taken, a GPU that
// is not there, a volume in use.
[[nodiscard]] Result<Plan> reconcile(const Project& desired,
                                     const ObservedState& observed,
                                     const ReconcileOptions& options);

// True when `start` would find nothing to do, judged by the list of containers alone: all there,
// running, with the hash and the image that the file asks for. Then observe() asks the daemon
// nothing more.
[[nodiscard]] bool is_settled(const Project& desired,
                              const std::vector<ObservedContainer>& containers,
                              const ReconcileOptions& options);

}  // namespace voicehub::plan
