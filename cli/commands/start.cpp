#include "core/ops/start.hpp"

#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/process_verbs.hpp"
#include "cli/context.hpp"
#include "cli/display/plan.hpp"
#include "core/project/scale.hpp"

namespace voicehub::cli {
namespace {

struct StartFlags {
  ops::StartOptions start;
  bool plain = false;
  std::vector<std::string> scale;  // "tts=3"
};

std::string_view outcome_of(const ops::StartOptions& options) {
  if (options.create_only) {
    return "everything is created";
  }
  return options.no_wait ? "everything is started" : "everything is up";
}

Task<int> start(ops::Session& session, Context& context, StartFlags flags) {
  const ops::StartOptions& options = flags.start;
  VH_CO_TRY(const Project* project, context.project(options.services));
  VH_CO_TRY(const Scale scale, parse_scale(flags.scale));
  VH_CO_TRY(const Project wanted, scaled(*project, scale));
  VH_CO_TRY(const plan::Plan plan, co_await ops::start(session, wanted, options));
  tell_outcome(
      plan,
      options.dry_run,
      {.nothing = "nothing to do: everything is as the file says", .done = outcome_of(options)},
      context);
  co_return 0;
}

// What both names of the verb have.
CLI::App* add_verb(CLI::App& app,
                   Context& context,
                   const std::string& name,
                   const std::string& help,
                   const std::shared_ptr<StartFlags>& flags) {
  ops::StartOptions& options = flags->start;
  CLI::App* command = app.add_subcommand(name, help);
  add_services(
      *command, options.services, "Services to start, with what they depend on (default: all)");
  command->add_flag("--build", options.build, "Build images first, also those that exist");
  command->add_flag_callback(
      "--force-recreate",
      [flags] { flags->start.recreate = plan::Recreate::all; },
      "Replace containers that are up to date too");
  command->add_flag(
      "--no-deps", options.no_dependencies, "Leave what the services depend on alone");
  command->add_flag("--remove-orphans",
                    options.remove_orphans,
                    "Remove containers of services that left the file");
  command->add_flag("--plain",
                    flags->plain,
                    "Replace containers of voicehub dev by plain ones, without its agent");
  command->add_flag("--no-wait", options.no_wait, "Return when the containers run, healthy or not");
  command
      ->add_option("--scale", flags->scale, "How many containers a service is to have; may repeat")
      ->allow_extra_args(false)
      ->option_text("SERVICE=NUMBER");
  add_dry_run(*command, options.dry_run);
  command->callback([command, flags, &context] {
    flags->start.form = flags->plain ? plan::Form::plain : plan::Form::keep;
    if (context.options.runtime == Runtime::process) {
      start_as_processes(context,
                         {.command = *command,
                          .names = flags->start.services,
                          .dry_run = flags->start.dry_run,
                          .patience = {.start = flags->start.timeout, .stop = {}}});
      return;
    }
    context.run(
        [flags, &context](ops::Session& session) { return start(session, context, *flags); });
  });
  return command;
}

}  // namespace

void add_start_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<StartFlags>();
  CLI::App* command = add_verb(app,
                               context,
                               "start",
                               "Create and start what is not running, and wait until it is healthy",
                               flags);
  add_seconds(*command, "--timeout", flags->start.timeout, "Longest wait for health, per service");
}

// The same with the flags of `docker compose up`, as far as they mean something here.
void add_up_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<StartFlags>();
  CLI::App* command =
      add_verb(app, context, "up", "start, with Docker Compose's name and flags", flags);
  add_seconds(*command,
              "-t,--timeout",
              flags->start.stop_timeout,
              "Until a container that is replaced is killed (default: the file's, else 10)");
  add_seconds(
      *command, "--wait-timeout", flags->start.timeout, "Longest wait for health, per service");
  command
      ->add_flag(
          "--no-build", flags->start.no_build, "Build no image, also not one that is missing")
      ->excludes("--build");
  const std::map<std::string, ops::Pull> choices{{"missing", ops::Pull::as_file_says},
                                                 {"policy", ops::Pull::as_file_says},
                                                 {"never", ops::Pull::never},
                                                 {"always", ops::Pull::always}};
  command->add_option("--pull", flags->start.pull, "Pull images first: always, missing or never")
      ->transform(CLI::CheckedTransformer(choices).description("{always,missing,never}"))
      ->option_text("WHEN");
  command
      ->add_flag_callback(
          "--no-recreate",
          [flags] { flags->start.recreate = plan::Recreate::none; },
          "Keep containers that are there, also where the file has changed")
      ->excludes("--force-recreate");
  command
      ->add_flag("--always-recreate-deps",
                 flags->start.recreate_dependencies,
                 "Replace the containers of what the services depend on too")
      ->excludes("--no-recreate");
  command
      ->add_flag_callback(
          "-V,--renew-anon-volumes",
          [flags] {
            flags->start.renew_volumes = true;
            flags->start.recreate = plan::Recreate::all;
          },
          "Replace containers, and volumes without a name with new ones")
      ->excludes("--no-recreate");
  command->add_flag(
      "--no-start", flags->start.create_only, "Create what is missing, and start nothing");
  command->add_flag_callback(
      "--quiet-pull", [&context] { context.options.quiet = true; }, "As --quiet");
  command->add_flag("-d,--detach")
      ->description("As in Docker Compose; containers run in the background always");
  command->add_flag("--wait")
      ->description("As in Docker Compose; it waits unless --no-wait forbids it")
      ->excludes("--no-wait")
      ->excludes("--no-start");
  command->add_flag("-y,--yes")
      ->description("As in Docker Compose; nothing is asked without it either");
}

}  // namespace voicehub::cli
