#include "cli/commands/arguments.hpp"

#include <CLI/CLI.hpp>

namespace voicehub::cli {

void add_services(CLI::App& command, std::vector<std::string>& services, const std::string& help) {
  command.add_option("service", services, help)->option_text("[SERVICE...]");
}

void add_dry_run(CLI::App& command, bool& dry_run) {
  command.add_flag("--dry-run", dry_run, "Print the plan and change nothing");
}

void add_seconds(CLI::App& command,
                 const std::string& name,
                 std::optional<std::chrono::seconds>& value,
                 const std::string& help) {
  command
      .add_option_function<int>(
          name, [&value](int seconds) { value = std::chrono::seconds{seconds}; }, help)
      ->check(CLI::NonNegativeNumber)
      ->option_text("SECONDS");
}

}  // namespace voicehub::cli
