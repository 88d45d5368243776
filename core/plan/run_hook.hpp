#pragma once

#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/project/hook.hpp"

namespace voicehub::plan {

// Runs the command in the container, which has to be running. A code other than 0 is an error,
// with what was printed as its cause.
[[nodiscard]] Task<void> run_hook(docker::Api& docker, docker::ContainerId container, Hook hook);

}  // namespace voicehub::plan
