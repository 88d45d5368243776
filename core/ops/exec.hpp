#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/ops/one_container.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

// Joins an interactive command to whoever sits in front of it, until it ends; returns its exit
// code. The terminal belongs to the caller, so the caller brings this.
using Relay = std::function<Task<int>(docker::ExecSession& command)>;

struct ExecOptions {
  Choice choice;
  std::vector<std::string> command;
  std::vector<std::string> environment;  // KEY=VALUE
  std::string user;
  std::string working_dir;
  bool tty = false;
  bool privileged = false;
};

// Runs a command in a running container of a service. The result is the exit code of the command.
[[nodiscard]] Task<int> exec(Session& session,
                             const Project& project,
                             ExecOptions options,
                             Relay relay);

}  // namespace voicehub::ops
