#include "cli/command_line.hpp"

#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands/commands.hpp"
#include "cli/context.hpp"

namespace voicehub::cli {
namespace {

void add_global_options(CLI::App& app, Context& context) {
  GlobalOptions& options = context.options;
  const auto each_once = [](CLI::Option* option) {
    option->allow_extra_args(false)->group("Project");
  };
  each_once(
      app.add_option("-f,--file", options.files, "Project file; may repeat, later ones override"));
  each_once(app.add_option("--profile", options.profiles, "Enable a profile; may repeat"));
  each_once(app.add_option(
      "--env-file", options.env_files, "Variables for the project file; may repeat"));
  app.add_option("-p,--project-name", options.project_name, "Project name (default: the folder's)")
      ->group("Project");
  app.add_option("--project-directory", options.project_directory, "Where relative paths start")
      ->group("Project");
  app.add_option("-H,--host", options.host, "Docker daemon, such as ssh://user@machine")
      ->group("Docker");
  app.add_option("--context", options.docker_context, "Docker context")->group("Docker");
  const std::map<std::string, Runtime> runtimes{{"docker", Runtime::docker},
                                                {"process", Runtime::process}};
  app.add_option("--runtime",
                 options.runtime,
                 "docker, or process: the bundled engines without containers; start, status, logs, "
                 "restart, stop and down know it")
      ->transform(CLI::CheckedTransformer(runtimes).description("{docker,process}"))
      ->envname("VOICEHUB_RUNTIME")
      ->option_text("RUNTIME")
      ->group("Docker");
  const std::map<std::string, OutputFormat> formats{{"text", OutputFormat::text},
                                                    {"yaml", OutputFormat::text},
                                                    {"table", OutputFormat::text},
                                                    {"json", OutputFormat::json}};
  app.add_option("--format",
                 options.format,
                 "text (YAML of config, a table of lists), or json: data as JSON, events as NDJSON")
      ->transform(CLI::CheckedTransformer(formats).description("{text,yaml,table,json}"))
      ->option_text("FORMAT")
      ->group("Output");
  app.add_flag("-q,--quiet", options.quiet, "Only warnings, errors and data")->group("Output");
}

void add_commands(CLI::App& app, Context& context) {
  add_build_command(app, context);
  add_config_command(app, context);
  add_pull_command(app, context);
  add_start_command(app, context);
  add_up_command(app, context);
  add_dev_command(app, context);
  add_watch_command(app, context);
  add_status_command(app, context);
  add_ls_command(app, context);
  add_images_command(app, context);
  add_volumes_command(app, context);
  add_port_command(app, context);
  add_top_command(app, context);
  add_logs_command(app, context);
  add_events_command(app, context);
  add_restart_command(app, context);
  add_verify_command(app, context);
  add_test_command(app, context);
  add_say_command(app, context);
  add_transcribe_command(app, context);
  add_voices_command(app, context);
  add_bench_command(app, context);
  add_shell_command(app, context);
  add_exec_command(app, context);
  add_run_command(app, context);
  add_scale_command(app, context);
  add_new_command(app, context);
  add_inspect_command(app, context);
  add_cp_command(app, context);
  add_pause_command(app, context);
  add_unpause_command(app, context);
  add_stop_command(app, context);
  add_kill_command(app, context);
  add_rm_command(app, context);
  add_down_command(app, context);
  // Flags of every verb may stand before or after it.
  for (CLI::App* command : app.get_subcommands({})) {
    command->fallthrough();
  }
}

}  // namespace

void add_command_line(CLI::App& app, Context& context) {
  add_global_options(app, context);
  add_commands(app, context);
}

}  // namespace voicehub::cli
