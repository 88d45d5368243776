#include "core/ops/exec.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/terminal_session.hpp"

namespace voicehub::cli {
namespace {

struct ExecFlags {
  ops::ExecOptions exec;
  bool no_tty = false;
};

}  // namespace

void add_exec_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ExecFlags>();
  CLI::App* command = app.add_subcommand(
      "exec", "Run a command in a container: [SERVICE] -- COMMAND [ARGUMENT...]");
  command
      ->add_option("service",
                   flags->exec.choice.service,
                   "Service or container name (default: the only one); the command follows it, or "
                   "follows --")
      ->option_text("[SERVICE] -- COMMAND...");
  command->add_flag("-T,--no-tty", flags->no_tty, "No terminal, also when there is one here");
  command->add_option("-u,--user", flags->exec.user, "User to be in the container")
      ->option_text("USER");
  command->add_option("-w,--workdir", flags->exec.working_dir, "Folder to be in")
      ->option_text("FOLDER");
  command->add_option("-e,--env", flags->exec.environment, "Variable to set; may repeat")
      ->allow_extra_args(false)
      ->option_text("KEY=VALUE");
  command
      ->add_option("--index", flags->exec.choice.number, "Which container, where there are several")
      ->check(CLI::PositiveNumber)
      ->option_text("NUMBER");
  command->add_flag("--privileged", flags->exec.privileged, "With all capabilities");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    flags->exec.command = context.options.command;
    context.run([flags, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, context.project(named(flags->exec.choice.service)));
      flags->exec.tty = at_terminal() && !flags->no_tty;
      const ops::Relay join = [flags](docker::ExecSession& running) {
        return relay(running, flags->exec.tty);
      };
      co_return co_await ops::exec(session, *project, flags->exec, join);
    });
  });
}

}  // namespace voicehub::cli
