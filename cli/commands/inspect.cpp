#include "core/ops/inspect.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/status.hpp"

namespace voicehub::cli {

void add_inspect_command(CLI::App& app, Context& context) {
  auto service = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("inspect", "Show everything that is known of a service");
  command->add_option("service", *service, "Service or container name (default: the only one)")
      ->option_text("[SERVICE]");
  command->callback([service, &context] {
    context.options.prints_data = true;
    context.run([service, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, context.project(named(*service)));
      VH_CO_TRY(const auto inspection, co_await ops::inspect(session, *project, *service));
      const bool json = context.format() == OutputFormat::json;
      const std::string text =
          json ? inspection_json(inspection) : inspection_text(inspection, context.terminal());
      std::fputs(text.c_str(), stdout);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
