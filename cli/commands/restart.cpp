#include "core/ops/restart.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/process_verbs.hpp"
#include "cli/context.hpp"
#include "cli/display/plan.hpp"
#include "cli/display/proof.hpp"

namespace voicehub::cli {

void add_restart_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::RestartOptions>();
  CLI::App* command = app.add_subcommand(
      "restart", "Restart services so that edited files take effect, and prove it");
  add_services(*command, options->services, "Services to restart (default: all)");
  command->add_flag(
      "--no-verify", options->no_verify, "Do not prove that the container has the edited files");
  command->add_flag(
      "--no-wait", options->no_wait, "Return when the containers run: neither health nor proof");
  add_seconds(*command, "--timeout", options->timeout, "Longest wait for health, per service");
  add_seconds(*command, "-t,--stop-timeout", options->stop_timeout, "Until a container is killed");
  add_dry_run(*command, options->dry_run);
  command->callback([command, options, &context] {
    if (context.options.runtime == Runtime::process) {
      restart_as_processes(
          context,
          {.command = *command,
           .names = options->services,
           .dry_run = options->dry_run,
           .patience = {.start = options->timeout, .stop = options->stop_timeout}});
      return;
    }
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, context.project(options->services));
      VH_CO_TRY(const ops::Restarted restarted, co_await ops::restart(session, *project, *options));
      if (options->dry_run) {
        show_plan(restarted.plan, context);
        co_return 0;
      }
      tell_proof(restarted.proof, context.events());
      const int code = exit_code_of(restarted.proof);
      if (code == 0) {
        context.tell_done(restarted.proof.empty() ? "restarted"
                                                  : "restarted, and the new code is running");
      }
      co_return code;
    });
  });
}

}  // namespace voicehub::cli
