#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/project/service.hpp"
#include "core/verify/container_digest.hpp"
#include "core/verify/report.hpp"
#include "core/verify/selection.hpp"

namespace voicehub::verify {

struct VerifyOptions {
  bool md5 = false;
  bool remote = false;  // the daemon is on another machine
  std::optional<Insider> insider;
  // Mounted files that are copies, which the agent keeps up with their source on this machine.
  std::vector<ContainerPath> copies;
  Scope scope;
};

// Compares what the host has with what the processes in the container see. Asks inside the
// container's mount namespace: the archive API would show the host's new file while the process
// still reads the old inode. Source mounts are compared by content (a folder without what
// leave_out.hpp names), all others by their root. Images with no tool in them are looked into by a
// sidecar made of our own static program, imported once and removed after.
[[nodiscard]] Task<Report> verify_container(docker::Api& docker,
                                            const Service& service,
                                            docker::ContainerDetails container,
                                            VerifyOptions options);

// What verify_container checks first: `failed` when there is nothing running to look into, with how
// to start it.
[[nodiscard]] Result<void> require_running(const docker::ContainerDetails& container,
                                           std::chrono::system_clock::time_point now);

}  // namespace voicehub::verify
