#include "core/ops/rm.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/plan.hpp"

namespace voicehub::cli {

void add_rm_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::RemoveOptions>();
  CLI::App* command = app.add_subcommand("rm", "Remove containers that do not run");
  add_services(*command, options->services, "Services to remove (default: all)");
  command->add_flag("-s,--stop", options->stop, "Stop what runs first");
  command->add_flag("-v,--volumes", options->volumes, "Remove their anonymous volumes too");
  command->add_flag("-f,--force")
      ->description("As in Docker Compose; nothing is asked without it either");
  add_dry_run(*command, options->dry_run);
  command->callback([options, &context] {
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project,
                co_await context.existing_project(session, options->services));
      VH_CO_TRY(const plan::Plan plan, co_await ops::remove(session, *project, *options));
      tell_outcome(plan,
                   options->dry_run,
                   {.nothing = "nothing to do: no container is stopped", .done = "removed"},
                   context);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
