#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "core/base/event.hpp"
#include "core/base/file_system.hpp"
#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/plan/plan.hpp"

namespace voicehub::plan {

// Steps that are more than one call of the Engine API are done by whoever knows how.
struct StepHandlers {
  std::function<Task<void>(BuildImage)> build;
  std::function<Task<void>(WaitFor)> wait;
  std::function<Task<void>(AwaitTakeover)> await_takeover;
  std::function<Task<void>(RestartServer)> restart_server;
  std::function<void(const Step&)> done;  // after each step that succeeded; may be empty
};

// Runs the plan: every step as soon as those it comes after have succeeded, as many at once as that
// allows. Decides nothing. A step that fails keeps those behind it from running; the others go on,
// so that a failure of one service does not leave another half-made. Returns the first error.
[[nodiscard]] Task<void> apply(
    docker::Api& docker, FileSystem& files, EventSink& events, Plan plan, StepHandlers handlers);

}  // namespace voicehub::plan
