#include "core/ops/pause.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/plan.hpp"

namespace voicehub::cli {
namespace {

using Verb = Task<plan::Plan> (*)(ops::Session&, const Project&, ops::PauseOptions);

struct Wording {
  std::string name;
  std::string help;
  std::string nothing;  // to do
  std::string done;
};

void add_verb(CLI::App& app, Context& context, const Wording& wording, Verb verb) {
  auto options = std::make_shared<ops::PauseOptions>();
  CLI::App* command = app.add_subcommand(wording.name, wording.help);
  add_services(*command, options->services, "Services (default: all)");
  add_dry_run(*command, options->dry_run);
  command->callback([options, wording, verb, &context] {
    context.run([options, wording, verb, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project,
                co_await context.existing_project(session, options->services));
      VH_CO_TRY(const plan::Plan plan, co_await verb(session, *project, *options));
      tell_outcome(
          plan, options->dry_run, {.nothing = wording.nothing, .done = wording.done}, context);
      co_return 0;
    });
  });
}

}  // namespace

void add_pause_command(CLI::App& app, Context& context) {
  add_verb(app,
           context,
           {.name = "pause",
            .help = "Freeze the processes of containers, which keep their memory",
            .nothing = "nothing to do: nothing is running",
            .done = "paused"},
           &ops::pause);
}

void add_unpause_command(CLI::App& app, Context& context) {
  add_verb(app,
           context,
           {.name = "unpause",
            .help = "Let paused containers go on",
            .nothing = "nothing to do: nothing is paused",
            .done = "unpaused"},
           &ops::unpause);
}

}  // namespace voicehub::cli
