#pragma once

#include <string>

#include "core/base/event.hpp"
#include "core/base/file_system.hpp"
#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/project/service.hpp"
#include "core/verify/report.hpp"

namespace voicehub::verify {

struct VerifyOptions {
  bool md5 = false;
  bool remote = false;  // the daemon is on another machine
};

// Compares what the host has with what the processes in the container see. Asks inside the
// container's mount namespace: the archive API would show the host's new file while the process
// still reads the old inode. Images with no tool in them are looked into by a sidecar made of our
// own static program, imported once and removed after. A container that is not running is an error:
// `failed`, with how to start it.
[[nodiscard]] Task<Report> verify_container(docker::Api& docker,
                                            const Service& service,
                                            docker::ContainerDetails container,
                                            VerifyOptions options);

}  // namespace voicehub::verify
