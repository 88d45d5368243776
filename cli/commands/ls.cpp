#include "core/ops/ls.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/projects.hpp"

namespace voicehub::cli {
namespace {

// "name=voice": the only filter that Docker Compose has.
void take_filter(const std::string& text, ops::ProjectsOptions& options) {
  constexpr std::string_view kName = "name=";
  if (!text.starts_with(kName)) {
    throw CLI::ValidationError(
        fmt::format("--filter: '{}' is no filter: projects have only name=PATTERN", text));
  }
  options.name_patterns.push_back(text.substr(kName.size()));
}

}  // namespace

void add_ls_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::ProjectsOptions>();
  CLI::App* command = app.add_subcommand("ls", "List the projects on the Docker Engine");
  command->add_flag("-a,--all", options->all, "Also those of which nothing runs");
  command
      ->add_option_function<std::vector<std::string>>(
          "--filter",
          [options](const std::vector<std::string>& filters) {
            for (const std::string& filter : filters) {
              take_filter(filter, *options);
            }
          },
          "Only projects whose name has the pattern in it; may repeat")
      ->allow_extra_args(false)
      ->option_text("name=PATTERN");
  command->callback([options, &context] {
    context.options.prints_data = true;
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const auto projects, co_await ops::projects(session, *options));
      const bool json = context.format() == OutputFormat::json;
      const std::string text = context.options.quiet ? project_names(projects)
                               : json                ? projects_json(projects)
                                                     : projects_text(projects, context.terminal());
      std::fputs(text.c_str(), stdout);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
