#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/scenario/process.hpp"

namespace voicehub::support {

// The debug engine as a process of this machine, on a free port; killed when the test lets go.
class DebugEngine {
 public:
  DebugEngine();

  [[nodiscard]] std::uint16_t port() const { return port_; }

  // SIGTERM, and what it leaves behind.
  scenario::Finished terminate();

 private:
  scenario::Process process_;
  std::uint16_t port_ = 0;
};

// Runs it with these arguments to its end.
[[nodiscard]] scenario::Finished run_debug_engine(const std::vector<std::string>& arguments);

}  // namespace voicehub::support
