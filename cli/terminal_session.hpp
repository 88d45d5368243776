#pragma once

#include "core/base/task.hpp"
#include "core/docker/api.hpp"

namespace voicehub::cli {

// True when a person sits at both ends: what is typed and what is shown.
[[nodiscard]] bool at_terminal();

// Joins this process's stdin, stdout and stderr to a command in a container until the command ends;
// returns its exit code. With `tty` the local terminal is switched to raw mode meanwhile, so that
// every key, Ctrl-C too, reaches the command, and its size follows the local one. The terminal is
// put back however this ends.
[[nodiscard]] Task<int> relay(docker::ExecSession& command, bool tty);

// For a process that ends at once, in the middle of relay().
void restore_terminal();

}  // namespace voicehub::cli
