#pragma once

#include "core/base/file_system.hpp"
#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/reload/dev_container.hpp"

namespace voicehub::reload {

// Makes the volume that a container of `voicehub dev` needs before it can be created: the agent
// for the image's architecture, and a copy of every followed file. Filled through a container of
// the same image that is never started, so it works with a daemon anywhere. `image` has to be
// there. Called again it replaces what the volume holds.
[[nodiscard]] Task<void> fill_agent_volume(docker::Api& docker,
                                           const FileSystem& files,
                                           AgentSetup setup,
                                           docker::Labels labels);

}  // namespace voicehub::reload
