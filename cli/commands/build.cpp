#include "core/ops/build.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"

namespace voicehub::cli {

void add_build_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::BuildOptions>();
  CLI::App* command = app.add_subcommand("build", "Build the images of services");
  add_services(
      *command, options->services, "Services to build (default: all that have a build section)");
  command->add_flag("--no-cache", options->no_cache, "Run every step anew");
  command->add_flag("--pull", options->pull, "Ask the registry for newer base images");
  add_dry_run(*command, options->dry_run);
  command->callback([options, &context] {
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, context.project(options->services));
      VH_CO_TRY(const auto built, co_await ops::build(session, *project, *options));
      for (const ops::BuiltService& service : built) {
        Event event;
        event.kind = Event::Kind::finished;
        event.subject = service.service;
        event.text = fmt::format("{} {} {}",
                                 service.built.unchanged ? "unchanged" : "built",
                                 service.image,
                                 service.built.id.substr(0, 19));
        event.elapsed = service.built.elapsed;
        context.events().on_event(event);
      }
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
