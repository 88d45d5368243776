#pragma once

#include "core/base/file_system.hpp"
#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/plan/observed_state.hpp"
#include "core/plan/reconcile.hpp"

namespace voicehub::plan {

// Looks, and changes nothing. One list call when `start` has nothing to do; else networks, volumes
// and images by name, and an inspect of the containers that differ or are about to be stopped.
[[nodiscard]] Task<ObservedState> observe(docker::Api& docker,
                                          const FileSystem& files,
                                          const Project& project,
                                          ReconcileOptions options);

// The containers of a list call that belong to the project, by service and number. One-off
// containers are not.
[[nodiscard]] std::vector<ObservedContainer> project_containers(
    const std::string& project_name, std::vector<docker::ContainerSummary> listed);

// Just those, of every service.
[[nodiscard]] std::vector<ObservedContainer> one_off_containers(
    const std::string& project_name, std::vector<docker::ContainerSummary> listed);

}  // namespace voicehub::plan
