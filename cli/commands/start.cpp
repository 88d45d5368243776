#include "core/ops/start.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/process_verbs.hpp"
#include "cli/context.hpp"
#include "cli/display/plan.hpp"
#include "core/project/scale.hpp"

namespace voicehub::cli {

void add_start_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::StartOptions>();
  auto plain = std::make_shared<bool>(false);
  auto numbers = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand(
      "start", "Create and start what is not running, and wait until it is healthy");
  add_services(
      *command, options->services, "Services to start, with what they depend on (default: all)");
  command->add_flag("--build", options->build, "Build images first, also those that exist");
  command->add_flag(
      "--force-recreate", options->force_recreate, "Replace containers that are up to date too");
  command->add_flag(
      "--no-deps", options->no_dependencies, "Leave what the services depend on alone");
  command->add_flag("--remove-orphans",
                    options->remove_orphans,
                    "Remove containers of services that left the file");
  command->add_flag(
      "--plain", *plain, "Replace containers of voicehub dev by plain ones, without its agent");
  command->add_flag(
      "--no-wait", options->no_wait, "Return when the containers run, healthy or not");
  command->add_option("--scale", *numbers, "How many containers a service is to have; may repeat")
      ->allow_extra_args(false)
      ->option_text("SERVICE=NUMBER");
  add_seconds(*command, "--timeout", options->timeout, "Longest wait for health, per service");
  add_dry_run(*command, options->dry_run);
  command->callback([options, plain, numbers, &context] {
    options->form = *plain ? plan::Form::plain : plan::Form::keep;
    if (context.options.runtime == Runtime::process) {
      start_as_processes(context, options->services);
      return;
    }
    context.run([options, numbers, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, context.project(options->services));
      VH_CO_TRY(const Scale scale, parse_scale(*numbers));
      VH_CO_TRY(const Project wanted, scaled(*project, scale));
      VH_CO_TRY(const plan::Plan plan, co_await ops::start(session, wanted, *options));
      if (options->dry_run) {
        show_plan(plan, context);
      } else if (plan.empty()) {
        context.events().note("", "nothing to do: everything is as the file says");
      } else {
        context.tell_done(options->no_wait ? "everything is started" : "everything is up");
      }
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
