#pragma once

#include "core/base/file_system.hpp"
#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/watch/impact.hpp"

namespace voicehub::ops {

// Copies the changed files of sync rules into a container, each to its rule's target, with their
// modes and owned by root; what was removed here is removed there.
[[nodiscard]] Task<void> sync_files(docker::Api& docker,
                                    const FileSystem& files,
                                    docker::ContainerId container,
                                    std::vector<watch::Finding> findings);

}  // namespace voicehub::ops
