#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/project/service.hpp"

// What only this machine's kernel knows. All of it is best effort: an absent answer decides
// nothing.
namespace voicehub::plan {

// Who holds the port outside Docker ("nginx (pid 4711)", "another process"); nothing when it is
// free.
[[nodiscard]] std::optional<std::string> port_holder(const Port& port);

// True when SIGTERM would do nothing to the process: it ignores it, or it is the PID 1 of a
// container and has no handler (the kernel drops signals to a PID 1 without one). From
// /proc/<pid>/status.
[[nodiscard]] std::optional<bool> ignores_sigterm(std::int64_t pid, const std::string& container);

}  // namespace voicehub::plan
