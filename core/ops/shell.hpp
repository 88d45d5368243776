#pragma once

#include <string>

#include "core/base/task.hpp"
#include "core/ops/exec.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct ShellOptions {
  Choice choice;
  std::string user;
  // Opens the shell in a container of this image beside the service's own: same processes, same
  // network, the service's files below /proc/1/root. For images without a shell.
  std::string debug_image;
  bool tty = false;
};

// bash where the image has it, else sh. The result is the exit code of the shell.
[[nodiscard]] Task<int> shell(Session& session,
                              const Project& project,
                              ShellOptions options,
                              Relay relay);

}  // namespace voicehub::ops
