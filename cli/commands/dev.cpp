#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/dev_session.hpp"

namespace voicehub::cli {

void add_dev_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::DevOptions>();
  auto no_logs = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand(
      "dev", "Start, watch, and get every edit into the running servers within milliseconds");
  add_services(*command, options->services, "Services to work on (default: all)");
  command->add_flag("--speak", options->speak, "After each edit say a sentence and time it");
  command->add_flag("--no-logs", *no_logs, "Do not show what the services write");
  command->callback([options, no_logs, &context] {
    options->logs = !*no_logs;
    context.run([options, &context](ops::Session& session) {
      return run_dev(session, context, *options, true);
    });
  });
}

}  // namespace voicehub::cli
