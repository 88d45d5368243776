#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "core/base/file_system.hpp"
#include "core/compose/from_run.hpp"
#include "core/compose/print.hpp"

namespace voicehub::cli {
namespace {

struct NewFlags {
  std::string line;
  std::string output;
};

Result<compose::FromRun> read(const NewFlags& flags, const Context& context) {
  const std::vector<std::string>& words = context.options.command;
  if (!words.empty() && !flags.line.empty()) {
    return make_error(
        ErrorCode::usage, "there are two lines", "give one, as text or behind --, not both");
  }
  if (!words.empty()) {
    return compose::from_run(words);
  }
  if (flags.line == "-") {
    VH_TRY(const std::string text, local_file_system().read({"/dev/stdin"}));
    return compose::from_run(text);
  }
  return compose::from_run(flags.line);
}

Result<int> write_file(const NewFlags& flags, Context& context) {
  if (!flags.output.empty() && local_file_system().status({flags.output})) {
    return make_error(ErrorCode::conflict,
                      fmt::format("{} is there already, and is left as it is", flags.output),
                      "give another file with -o, or move that one away");
  }
  VH_TRY(const compose::FromRun made, read(flags, context));
  for (const std::string& note : made.notes) {
    context.events().note("", note);
  }
  const std::string text = compose::to_yaml(made.file);
  if (flags.output.empty()) {
    std::fputs(text.c_str(), stdout);
    return 0;
  }
  VH_CHECK(local_file_system().write({flags.output}, text));
  context.events().note("",
                        fmt::format("wrote {}: voicehub -f {} start", flags.output, flags.output));
  return 0;
}

}  // namespace

void add_new_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<NewFlags>();
  CLI::App* command = app.add_subcommand("new", "Write a project file: of lines of docker run");
  command
      ->add_option(
          "--from-run", flags->line, "The line, in quotes, or - for stdin; or its words, behind --")
      ->required()
      ->expected(0, 1)
      ->option_text("'docker run …' | - | -- docker run …");
  command->add_option("-o,--output", flags->output, "Write to a file that is not there yet")
      ->option_text("FILE");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    context.finish(write_file(*flags, context));
  });
}

}  // namespace voicehub::cli
