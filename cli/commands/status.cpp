#include "core/ops/status.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/process_verbs.hpp"
#include "cli/context.hpp"
#include "cli/display/status.hpp"

namespace voicehub::cli {

void add_status_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::StatusOptions>();
  CLI::App* command = app.add_subcommand("status", "Show how the services are");
  add_services(*command, options->services, "Services to show (default: all)");
  command->add_flag("-l,--long",
                    options->long_form,
                    "Also prove the mounts, and show memory, CPU, volumes and last log lines");
  command->callback([command, options, &context] {
    context.options.prints_data = true;
    if (context.options.runtime == Runtime::process) {
      show_processes(context, {.command = *command, .names = options->services});
      return;
    }
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, context.project(options->services, Outside::use_bundled));
      const bool json = context.format() == OutputFormat::json;
      options->exact = json;
      VH_CO_TRY(const auto report, co_await ops::status(session, *project, *options));
      const std::string text = json ? status_json(report) : status_text(report, context.terminal());
      std::fputs(text.c_str(), stdout);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
