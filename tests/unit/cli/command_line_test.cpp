#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/context.hpp"

namespace voicehub::cli {
namespace {

using testing::ElementsAre;

// Without --help, which each has for itself.
std::vector<std::string> flags_of(const CLI::App& verb) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : verb.get_options()) {
    if (option == verb.get_help_ptr()) {
      continue;
    }
    for (const std::string& name : option->get_snames()) {
      flags.push_back("-" + name);
    }
    for (const std::string& name : option->get_lnames()) {
      flags.push_back("--" + name);
    }
  }
  return flags;
}

// "logs -f": what means something else behind the verb than before it.
std::vector<std::string> taken_flags(const CLI::App& app) {
  std::vector<std::string> taken;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    for (const std::string& flag : flags_of(*verb)) {
      if (app.get_option_no_throw(flag) != nullptr) {
        taken.push_back(verb->get_name() + " " + flag);
      }
    }
  }
  return taken;
}

TEST(CommandLine, LeavesEveryVerbTheFlagsThatAllHave) {
  Context context;
  CLI::App app;
  add_command_line(app, context);
  EXPECT_THAT(taken_flags(app), ElementsAre("logs -f", "run -p", "rm -f"))
      << "which docs/cli.md tells";
}

}  // namespace
}  // namespace voicehub::cli
