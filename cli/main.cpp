#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/errors.hpp"
#include "cli/version.hpp"
#include "core/base/text.hpp"

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
                                                    {"json", OutputFormat::json}};
  app.add_option("--format", options.format, "text, or json: data as JSON, events as NDJSON")
      ->transform(CLI::CheckedTransformer(formats).description("{text,json}"))
      ->option_text("FORMAT")
      ->group("Output");
  app.add_flag("-q,--quiet", options.quiet, "Only warnings, errors and data")->group("Output");
}

void add_commands(CLI::App& app, Context& context) {
  add_build_command(app, context);
  add_start_command(app, context);
  add_dev_command(app, context);
  add_watch_command(app, context);
  add_status_command(app, context);
  add_logs_command(app, context);
  add_restart_command(app, context);
  add_verify_command(app, context);
  add_test_command(app, context);
  add_say_command(app, context);
  add_transcribe_command(app, context);
  add_voices_command(app, context);
  add_bench_command(app, context);
  add_shell_command(app, context);
  add_exec_command(app, context);
  add_inspect_command(app, context);
  add_stop_command(app, context);
  add_down_command(app, context);
  // Flags of every verb may stand before or after it.
  for (CLI::App* command : app.get_subcommands({})) {
    command->fallthrough();
  }
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> verbs;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    verbs.push_back(command->get_name());
  }
  return verbs;
}

int report_usage(const CLI::App& app,
                 const CLI::ParseError& failure,
                 const std::vector<std::string>& words) {
  if (failure.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    return app.exit(failure);  // --help, --version
  }
  Error error{.code = ErrorCode::usage, .message = failure.what(), .hint = "voicehub --help"};
  if (!app.get_subcommands().empty()) {
    error.hint = fmt::format("voicehub {} --help", app.get_subcommands().front()->get_name());
  } else if (const auto word = std::ranges::find_if(
                 words, [](const std::string& text) { return !text.starts_with('-'); });
             word != words.end()) {
    error.message = fmt::format("there is no verb '{}'", *word);
    error.hint = did_you_mean(*word, verbs_of(app), "verbs");
  }
  report_error(error, OutputFormat::text, detect_terminal(STDERR_FILENO));
  return exit_code(error.code);
}

int run(int argc, char** argv) {
  Context context;
  CLI::App app{"voicehub: build, start, edit, prove, test and stop voice engines in containers",
               "voicehub"};
  app.set_version_flag("--version", std::string{version_text()});
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  add_global_options(app, context);
  add_commands(app, context);
  try {
    std::vector<std::string> words{argv + 1, argv + argc};
    context.options.command = take_command(app, words);
    std::ranges::reverse(words);  // as CLI11 wants them
    app.parse(std::move(words));
  } catch (const CLI::ParseError& failure) {
    return report_usage(app, failure, {argv + 1, argv + argc});
  }
  return context.exit_code();
}

}  // namespace
}  // namespace voicehub::cli

int main(int argc, char** argv) {
  return voicehub::cli::run(argc, argv);
}
