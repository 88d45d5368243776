#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/commands/arguments.hpp"
#include "cli/context.hpp"
#include "cli/display/errors.hpp"
#include "cli/version.hpp"
#include "core/base/text.hpp"

namespace voicehub::cli {
namespace {

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
  add_command_line(app, context);
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
