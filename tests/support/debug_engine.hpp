#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/scenario/process.hpp"

namespace voicehub::support {

// The debug engine as a process of this machine, on a free port; killed when the test lets go.
class DebugEngine {
 public:
  DebugEngine();
  // On this socket, which listens, instead of on a port of its own.
  explicit DebugEngine(int listening_socket);

  [[nodiscard]] std::uint16_t port() const { return port_; }

  // SIGTERM, and what it leaves behind.
  scenario::Finished terminate();

 private:
  explicit DebugEngine(const std::vector<std::string>& command);

  scenario::Process process_;
  std::uint16_t port_ = 0;
};

// The program behind a shell that hands the file over as a service manager does.
[[nodiscard]] std::vector<std::string> debug_engine_with(int file);

// Runs it with these arguments, and variables besides the test's own, to its end.
[[nodiscard]] scenario::Finished run_debug_engine(
    const std::vector<std::string>& arguments,
    const std::map<std::string, std::string>& environment = {});

}  // namespace voicehub::support
