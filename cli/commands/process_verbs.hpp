#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "core/ops/processes.hpp"

// The verbs for engines that run as processes: --runtime process.
namespace voicehub::cli {

// What voicehub brings along, to be run as processes.
[[nodiscard]] ops::ProcessSession processes_of(ops::Session& session);

void start_as_processes(Context& context, const std::vector<std::string>& names);
void restart_as_processes(Context& context, const std::vector<std::string>& names);
void stop_as_processes(Context& context, const std::vector<std::string>& names);
void show_processes(Context& context, const std::vector<std::string>& names);
void show_process_logs(Context& context,
                       const std::vector<std::string>& names,
                       std::optional<int> tail);

}  // namespace voicehub::cli
