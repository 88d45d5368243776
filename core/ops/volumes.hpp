#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/types.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

// The volumes that the project has, by name; with services only those that their containers mount.
[[nodiscard]] Task<std::vector<docker::VolumeDetails>> volumes(Session& session,
                                                               const Project& project,
                                                               std::vector<std::string> services);

}  // namespace voicehub::ops
