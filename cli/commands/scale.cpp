#include "core/project/scale.hpp"

#include <memory>
#include <ranges>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/plan.hpp"
#include "core/ops/start.hpp"

namespace voicehub::cli {
namespace {

struct ScaleFlags {
  std::vector<std::string> words;
  ops::StartOptions start;
};

}  // namespace

void add_scale_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ScaleFlags>();
  CLI::App* command =
      app.add_subcommand("scale", "Make the containers of services more or fewer: SERVICE=NUMBER");
  command->add_option("number", flags->words, "How many containers which service is to have")
      ->required()
      ->option_text("SERVICE=NUMBER...");
  command->add_flag(
      "--no-deps", flags->start.no_dependencies, "Leave what the services depend on alone");
  command->add_flag(
      "--no-wait", flags->start.no_wait, "Return when the containers run, healthy or not");
  add_seconds(*command, "--timeout", flags->start.timeout, "Longest wait for health, per service");
  add_dry_run(*command, flags->start.dry_run);
  command->callback([flags, &context] {
    context.run([flags, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Scale scale, parse_scale(flags->words));
      std::ranges::copy(std::views::keys(scale), std::back_inserter(flags->start.services));
      context.options.switched_on = flags->start.services;
      VH_CO_TRY(const Project* project, context.project(flags->start.services));
      VH_CO_TRY(const Project wanted, scaled(*project, scale));
      VH_CO_TRY(const plan::Plan plan, co_await ops::start(session, wanted, flags->start));
      tell_outcome(plan,
                   flags->start.dry_run,
                   {.nothing = "nothing to do: there are as many already", .done = "scaled"},
                   context);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
