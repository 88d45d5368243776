#include "core/ops/top.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/processes.hpp"

namespace voicehub::cli {

void add_top_command(CLI::App& app, Context& context) {
  auto services = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("top", "List the processes in running containers");
  add_services(*command, *services, "Services to show (default: all)");
  command->callback([services, &context] {
    context.options.prints_data = true;
    context.run([services, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, co_await context.existing_project(session, *services));
      VH_CO_TRY(const auto all, co_await ops::top(session, *project, *services));
      const bool json = context.format() == OutputFormat::json;
      const std::string text = json ? processes_json(all) : processes_text(all, context.terminal());
      std::fputs(text.c_str(), stdout);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
