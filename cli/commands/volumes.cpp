#include "core/ops/volumes.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/volumes.hpp"

namespace voicehub::cli {

void add_volumes_command(CLI::App& app, Context& context) {
  auto services = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("volumes", "List the volumes of the project");
  add_services(
      *command, *services, "Services whose containers mount them (default: all there are)");
  command->callback([services, &context] {
    context.options.prints_data = true;
    context.run([services, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, co_await context.existing_project(session, *services));
      VH_CO_TRY(const auto volumes, co_await ops::volumes(session, *project, *services));
      const bool json = context.format() == OutputFormat::json;
      const std::string text = context.options.quiet ? volume_names(volumes)
                               : json                ? volumes_json(volumes)
                                                     : volumes_text(volumes, context.terminal());
      std::fputs(text.c_str(), stdout);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
