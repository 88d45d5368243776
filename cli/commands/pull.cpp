#include "core/ops/pull.hpp"

#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/plan.hpp"

namespace voicehub::cli {
namespace {

// As Docker Compose spells it.
const std::map<std::string, plan::PullPolicy> kPolicies{{"missing", plan::PullPolicy::missing},
                                                        {"always", plan::PullPolicy::always}};

}  // namespace

void add_pull_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::PullOptions>();
  CLI::App* command = app.add_subcommand("pull", "Pull the images of services");
  add_services(*command, options->choice.services, "Services to pull (default: all)");
  command->add_flag(
      "--include-deps", options->choice.dependencies, "Also what the services depend on");
  command->add_flag("--ignore-buildable",
                    options->choice.ignore_buildable,
                    "Leave services out that have a build section");
  command->add_flag("--ignore-pull-failures",
                    options->ignore_failures,
                    "Warn of images that cannot be pulled, and go on");
  command
      ->add_option("--policy",
                   options->choice.policy,
                   "Of all services, whatever their pull_policy: missing or always")
      ->transform(CLI::CheckedTransformer(kPolicies).description("{missing,always}"))
      ->option_text("POLICY");
  add_dry_run(*command, options->dry_run);
  command->callback([options, &context] {
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project, context.project(options->choice.services));
      VH_CO_TRY(const plan::Plan plan, co_await ops::pull(session, *project, *options));
      tell_outcome(
          plan, options->dry_run, {.nothing = "nothing to pull", .done = "pulled"}, context);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
