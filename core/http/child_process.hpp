#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub::http {

// A command whose standard input and output are one end of a socket pair. It runs in a session of
// its own, so that an interrupt typed at the terminal does not cut a connection that still has to
// cancel something. Destroying it ends the command.
class ChildProcess {
 public:
  // The other end of the socket pair is in `socket` and belongs to the caller. Errors have a cause
  // only: whoever connects adds the rest.
  static Result<ChildProcess> start(const std::vector<std::string>& command, int& socket);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  // What it has written to its standard error so far.
  [[nodiscard]] std::string error_output() const;

 private:
  ChildProcess(pid_t process, int error_file) : process_{process}, error_file_{error_file} {}

  pid_t process_ = -1;
  int error_file_ = -1;
};

}  // namespace voicehub::http
