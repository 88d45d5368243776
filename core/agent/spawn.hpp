#pragma once

#include <signal.h>
#include <sys/types.h>

#include <array>
#include <string>
#include <vector>

namespace voicehub::agent {

struct Launch {
  std::vector<std::string> command;
  std::vector<std::string> environment;  // NAME=value
  std::array<int, 3> stdio{0, 1, 2};     // each 0, 1 or 2 itself, or above 2
  int listen_file = -1;                  // becomes file 3, with LISTEN_FDS and LISTEN_PID
  bool foreground = false;               // of the terminal that is stdin
  sigset_t signal_mask{};
};

// Starts it in a process group of its own, with default signal dispositions and no other files.
// A command that cannot be run ends with 127 (not found) or 126, and says so on stderr.
// -1, with errno, when there is no process to be had.
pid_t spawn(const Launch& launch);

}  // namespace voicehub::agent
