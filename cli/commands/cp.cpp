#include "core/ops/cp.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "core/ops/copy_paths.hpp"

namespace voicehub::cli {
namespace {

// The service that is meant, so that the bundled engines' names are known without a file.
std::vector<std::string> service_of(const ops::CopyOptions& options) {
  const std::string source = ops::copy_argument(options.source).service;
  return named(source.empty() ? ops::copy_argument(options.target).service : source);
}

Result<void> write_out(std::string_view piece) {
  if (std::fwrite(piece.data(), 1, piece.size(), stdout) != piece.size()) {
    return make_error(ErrorCode::failed, "cannot write the archive to the standard output");
  }
  return done();
}

}  // namespace

void add_cp_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::CopyOptions>();
  CLI::App* command =
      app.add_subcommand("cp", "Copy files between this machine and containers, running or not");
  command->add_option("source", options->source, "SERVICE:PATH or a path; -: a tar from stdin")
      ->required()
      ->option_text("SOURCE");
  command->add_option("target", options->target, "SERVICE:PATH or a path; -: a tar to stdout")
      ->required()
      ->option_text("TARGET");
  command->add_flag(
      "-a,--archive", options->owned_by_user, "Give copies to the user of the container");
  command->add_flag("-L,--follow-link", options->follow_link, "Copy what the source links to");
  command
      ->add_option("--index",
                   options->number,
                   "Which container, where there are several (default: out of the first, into all)")
      ->check(CLI::PositiveNumber)
      ->option_text("NUMBER");
  command->add_flag("--all", options->one_offs, "Also containers of one command");
  command->callback([options, &context] {
    context.options.prints_data = true;
    options->directory = {std::filesystem::current_path().string()};
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project,
                co_await context.existing_project(session, service_of(*options)));
      VH_CO_CHECK(co_await ops::copy(session, *project, *options, &write_out));
      std::fflush(stdout);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
