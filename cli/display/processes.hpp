#pragma once

#include <string>
#include <vector>

#include "cli/display/terminal.hpp"
#include "core/ops/top.hpp"

namespace voicehub::cli {

// One line a process, with the columns of all containers.
[[nodiscard]] std::string processes_text(const std::vector<ops::ContainerProcesses>& all,
                                         const Terminal& terminal);
[[nodiscard]] std::string processes_json(const std::vector<ops::ContainerProcesses>& all);

}  // namespace voicehub::cli
