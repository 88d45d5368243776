#include "core/ops/events.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/project_events.hpp"

namespace voicehub::cli {
namespace {

struct EventsFlags {
  ops::EventsOptions events;
  bool json = false;
};

}  // namespace

void add_events_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<EventsFlags>();
  CLI::App* command =
      app.add_subcommand("events", "Show what happens to the containers, until interrupted");
  add_services(*command, flags->events.services, "Services to show (default: all)");
  command->add_flag("--json", flags->json, "One JSON object an event, as --format json");
  command->add_option("--since", flags->events.since, "Begin at 10m, 2h ago, or a date and time")
      ->option_text("TIME");
  command->add_option("--until", flags->events.until, "End there")->option_text("TIME");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    context.run([flags, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project,
                co_await context.existing_project(session, flags->events.services));
      const bool json = flags->json || context.format() == OutputFormat::json;
      const ops::ProjectEventHandler show = [json](const ops::ProjectEvent& event) {
        std::fputs((json ? project_event_json(event) : project_event_text(event)).c_str(), stdout);
        std::fflush(stdout);
      };
      VH_CO_CHECK(co_await ops::events(session, *project, flags->events, show));
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
