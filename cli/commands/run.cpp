#include "core/ops/run.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/plan.hpp"
#include "cli/terminal_session.hpp"

namespace voicehub::cli {
namespace {

struct RunFlags {
  ops::RunOptions run;
  bool no_tty = false;
  bool tty = true;
};

void add_list(CLI::App& command,
              const std::string& flag,
              std::vector<std::string>& values,
              const std::string& shape,
              const std::string& help) {
  command.add_option(flag, values, help + "; may repeat")
      ->allow_extra_args(false)
      ->option_text(shape);
}

void add_changes(CLI::App& command, compose::ServiceChanges& changes) {
  command.add_option("--entrypoint", changes.entrypoint, "Instead of the service's own")
      ->option_text("COMMAND");
  add_list(command, "-e,--env", changes.environment, "KEY[=VALUE]", "Variable to set");
  add_list(command, "--env-from-file", changes.env_files, "FILE", "File of variables to set");
  add_list(command, "-l,--label", changes.labels, "KEY=VALUE", "Label of the container");
  add_list(command, "-p,--publish", changes.ports, "PORT", "Port to publish, as in the file");
  add_list(command, "-v,--volume", changes.volumes, "MOUNT", "Mount, as in the file");
  add_list(command, "--cap-add", changes.cap_add, "CAPABILITY", "Capability to have");
  add_list(command, "--cap-drop", changes.cap_drop, "CAPABILITY", "Capability to lose");
  command.add_option("-u,--user", changes.user, "User to be in the container")->option_text("USER");
  command.add_option("-w,--workdir", changes.working_dir, "Folder to be in")->option_text("FOLDER");
  command.add_flag("-P,--service-ports", changes.service_ports, "Publish the service's own ports");
}

void add_ways(CLI::App& command, RunFlags& flags, Context& context) {
  ops::RunOptions& run = flags.run;
  command.add_option("--name", run.name, "Name of the container")->option_text("NAME");
  command.add_flag("--rm", run.remove, "Remove the container when it has ended");
  command.add_flag("-d,--detach", run.detach, "Do not wait for it; print the container's id");
  command.add_flag("-i,--interactive", run.interactive, "Pass the input on; =false does not");
  command.add_flag(
      "-T,--no-TTY,--no-tty", flags.no_tty, "No terminal, also when there is one here");
  command.add_flag("-t,--tty", flags.tty, "A terminal, when there is one here (the default)");
  command.add_flag("--build", run.build, "Build the service's image first");
  command.add_option("--pull", run.pull, "Whether to pull the image (default: as the file says)")
      ->check(CLI::IsMember({"always", "missing", "never"}))
      ->option_text("always|missing|never");
  command.add_flag("--no-deps", run.no_dependencies, "Leave what the service depends on alone");
  command.add_flag("--use-aliases", run.use_aliases, "Found in networks as the service is");
  command.add_flag("--remove-orphans",
                   run.remove_orphans,
                   "Remove containers of services that left the file, and finished ones of run");
  const auto quiet = [&context] { context.options.quiet = true; };
  command.add_flag_callback("--quiet-build", quiet, "As --quiet");
  command.add_flag_callback("--quiet-pull", quiet, "As --quiet");
  add_dry_run(command, run.dry_run);
}

int tell(const ops::RunOutcome& outcome, const ops::RunOptions& options, Context& context) {
  if (options.dry_run) {
    show_plan(outcome.plan, context);
  } else if (options.detach) {
    fmt::print("{}\n", outcome.container.text);
  } else if (outcome.goes_on) {
    context.events().note("", fmt::format("{} goes on running", outcome.container.text));
  }
  return outcome.exit_code;
}

}  // namespace

void add_run_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App* command = app.add_subcommand(
      "run", "Run one command in a new container of a service: SERVICE [COMMAND [ARGUMENT...]]");
  command
      ->add_option("service",
                   flags->run.service,
                   "The service; the command follows it (default: the file's, or the image's)")
      ->required()
      ->option_text("SERVICE [COMMAND...]");
  add_changes(*command, flags->run.changes);
  add_ways(*command, *flags, context);
  command->callback([flags, &context] {
    ops::RunOptions& run = flags->run;
    context.options.prints_data = true;
    context.options.switched_on = {run.service};
    run.changes.command = context.options.command;
    run.context = context.surroundings();
    run.tty = flags->tty && !flags->no_tty && at_terminal();
    context.run([flags, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, context.project({flags->run.service}));
      const ops::Relay join = [flags](docker::ExecSession& running) {
        return relay(running, flags->run.tty);
      };
      VH_CO_TRY(const ops::RunOutcome outcome,
                co_await ops::run(session, *project, flags->run, join));
      co_return tell(outcome, flags->run, context);
    });
  });
}

}  // namespace voicehub::cli
