#include "core/ops/down.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/process_verbs.hpp"
#include "cli/context.hpp"
#include "cli/display/plan.hpp"

namespace voicehub::cli {

void add_down_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::DownOptions>();
  CLI::App* command = app.add_subcommand("down", "Stop and remove containers and networks");
  add_services(*command, options->services, "Services to take down (default: the whole project)");
  command->add_flag("-v,--volumes",
                    options->volumes,
                    "Remove the project's named volumes too, with all that is in them");
  command->add_flag("--remove-orphans",
                    options->remove_orphans,
                    "Remove containers of services that left the file");
  add_seconds(*command,
              "-t,--timeout",
              options->timeout,
              "Until a container is killed (default: the file's, else 10)");
  add_dry_run(*command, options->dry_run);
  command->callback([command, options, &context] {
    if (context.options.runtime == Runtime::process) {
      stop_as_processes(context,
                        {.command = *command,
                         .names = options->services,
                         .dry_run = options->dry_run,
                         .patience = {.start = {}, .stop = options->timeout}});
      return;
    }
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project,
                co_await context.existing_project(session, options->services));
      VH_CO_TRY(const plan::Plan plan, co_await ops::down(session, *project, *options));
      tell_outcome(plan,
                   options->dry_run,
                   {.nothing = "nothing to do: the project has no containers, networks or volumes",
                    .done = "taken down"},
                   context);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
