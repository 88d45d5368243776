#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/dev_session.hpp"

namespace voicehub::cli {

void add_watch_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::DevOptions>();
  options->start = false;
  options->logs = false;
  CLI::App* command = app.add_subcommand(
      "watch", "As dev, for what runs already: nothing is started, and no key is read");
  add_services(*command, options->services, "Services to watch (default: all)");
  command->add_flag("--speak", options->speak, "After each edit say a sentence and time it");
  command->add_flag("--logs", options->logs, "Show what the services write");
  command->callback([options, &context] {
    context.run([options, &context](ops::Session& session) {
      return run_dev(session, context, *options, false);
    });
  });
}

}  // namespace voicehub::cli
