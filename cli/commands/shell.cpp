#include "core/ops/shell.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/terminal_session.hpp"

namespace voicehub::cli {

void add_shell_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::ShellOptions>();
  CLI::App* command = app.add_subcommand("shell", "Open a shell in the container of a service");
  command
      ->add_option(
          "service", options->choice.service, "Service or container name (default: the only one)")
      ->option_text("[SERVICE]");
  command->add_option("-u,--user", options->user, "User to be in the container")
      ->option_text("USER");
  command->add_option("--index", options->choice.number, "Which container, where there are several")
      ->check(CLI::PositiveNumber)
      ->option_text("NUMBER");
  command
      ->add_option("--debug-image",
                   options->debug_image,
                   "Open it in a container of this image beside the service's own")
      ->option_text("IMAGE");
  command->callback([options, &context] {
    context.options.prints_data = true;
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, context.project(named(options->choice.service)));
      options->tty = at_terminal();
      const ops::Relay join = [options](docker::ExecSession& shell) {
        return relay(shell, options->tty);
      };
      co_return co_await ops::shell(session, *project, *options, join);
    });
  });
}

}  // namespace voicehub::cli
