#include "core/ops/kill.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/plan.hpp"

namespace voicehub::cli {

void add_kill_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::KillOptions>();
  CLI::App* command = app.add_subcommand("kill", "Send a signal to containers, without waiting");
  add_services(*command, options->services, "Services to send it to (default: all)");
  command->add_option("-s,--signal", options->signal, "Which signal (default: SIGKILL)")
      ->option_text("SIGNAL");
  command->add_flag("--remove-orphans",
                    options->remove_orphans,
                    "Remove containers of services that left the file");
  add_dry_run(*command, options->dry_run);
  command->callback([options, &context] {
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project,
                co_await context.existing_project(session, options->services));
      VH_CO_TRY(const plan::Plan plan, co_await ops::kill(session, *project, *options));
      tell_outcome(plan,
                   options->dry_run,
                   {.nothing = "nothing to do: nothing is running", .done = "sent"},
                   context);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
