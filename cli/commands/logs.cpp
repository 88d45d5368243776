#include "core/ops/logs.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/process_verbs.hpp"
#include "cli/context.hpp"
#include "cli/display/log_view.hpp"

namespace voicehub::cli {
namespace {

struct LogsFlags {
  ops::LogsOptions logs;
  bool timestamps = false;
  bool no_prefix = false;
};

Result<LogView> make_view(const Project& project, const LogsFlags& flags, const Context& context) {
  LogViewOptions options{.format = context.format(), .timestamps = flags.timestamps};
  VH_TRY(const auto selected, select_services(project, flags.logs.services));
  for (const Service* service : selected) {
    options.services.push_back(service->name);
  }
  const bool only_one = selected.size() == 1 && selected.front()->replicas == 1;
  options.prefix = !flags.no_prefix && !only_one;
  return LogView{std::move(options), context.terminal()};
}

}  // namespace

void add_logs_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<LogsFlags>();
  CLI::App* command = app.add_subcommand("logs", "Show what the services have written");
  add_services(*command, flags->logs.services, "Services to show (default: all)");
  command->add_flag("-f,--follow", flags->logs.follow, "Go on with new lines until interrupted");
  command->add_option("--since", flags->logs.since, "Begin at 10m, 2h ago, or a date and time")
      ->option_text("TIME");
  command->add_option("-n,--tail", flags->logs.tail, "Only the last lines of each container")
      ->check(CLI::NonNegativeNumber)
      ->option_text("LINES");
  command->add_flag("-e,--errors", flags->logs.errors, "Only errors, with their tracebacks");
  command->add_flag("-t,--timestamps", flags->timestamps, "Show when each line was written");
  command->add_flag("--no-prefix", flags->no_prefix, "Leave the service names out");
  command->callback([command, flags, &context] {
    context.options.prints_data = true;
    if (context.options.runtime == Runtime::process) {
      show_process_logs(context,
                        {.command = *command, .names = flags->logs.services},
                        flags->logs,
                        !flags->no_prefix);
      return;
    }
    context.run([flags, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project,
                co_await context.existing_project(session, flags->logs.services));
      VH_CO_TRY(LogView view, make_view(*project, *flags, context));
      VH_CO_CHECK(co_await ops::logs(session, *project, flags->logs, printed(view)));
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
