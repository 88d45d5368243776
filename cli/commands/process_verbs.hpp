#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"
#include "core/ops/processes.hpp"

namespace CLI {
class App;
}

// The verbs for engines that run as processes: --runtime process.
namespace voicehub::cli {

// What voicehub brings along, to be run as processes.
[[nodiscard]] ops::ProcessSession processes_of(ops::Session& session);

// What these verbs have of what was typed. A flag of `command` that means nothing for processes is
// refused by name.
struct ProcessVerb {
  const CLI::App& command;
  std::vector<std::string> names;
  bool dry_run = false;
  ops::ProcessPatience patience = {};
};

void start_as_processes(Context& context, ProcessVerb verb);
void restart_as_processes(Context& context, ProcessVerb verb);
void stop_as_processes(Context& context, ProcessVerb verb);
void show_processes(Context& context, ProcessVerb verb);
void show_process_logs(Context& context, ProcessVerb verb, ops::LogsOptions options, bool prefix);

}  // namespace voicehub::cli
