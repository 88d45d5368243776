#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "core/base/text.hpp"
#include "core/compose/canonical.hpp"
#include "core/compose/listing.hpp"
#include "core/compose/pin_images.hpp"
#include "core/compose/print.hpp"
#include "core/ops/resolve_images.hpp"

namespace voicehub::cli {
namespace {

using compose::Model;
using Lines = Result<std::vector<std::string>>;

// Which digest the registries have for each image.
enum class Digests { none, resolve, lock };

struct ConfigOptions {
  compose::LoadOptions load;  // what of it this verb says
  Digests digests = Digests::none;
  std::vector<std::string> services;
  std::function<Lines(const Model&)> listing;  // asked for instead of the whole
  std::string output;
};

void add_listing(CLI::App& command,
                 ConfigOptions& options,
                 const std::string& flag,
                 std::function<Lines(const Model&)> listing,
                 const std::string& help) {
  command.add_flag_callback(flag, [&options, listing] { options.listing = listing; }, help);
}

void add_listings(CLI::App& command, ConfigOptions& options) {
  add_listing(command, options, "--services", compose::services_of, "Print the services");
  add_listing(command, options, "--images", compose::images_of, "Print the images");
  add_listing(command, options, "--profiles", compose::profiles_of, "Print the profiles");
  for (const std::string section : {"networks", "volumes", "models"}) {
    add_listing(
        command,
        options,
        "--" + section,
        [section](const Model& model) { return compose::keys_of(model, section); },
        "Print the " + section);
  }
  command.add_flag_callback(
      "--variables",
      [&options] {
        options.load.keep_variables = true;
        options.load.unchecked = true;
        options.listing = compose::variables_of;
      },
      "Print the variables, with their defaults");
  command
      .add_option_function<std::string>(
          "--hash",
          [&options](const std::string& names) {
            options.listing = [names](const Model& model) {
              return compose::hashes_of(model, split(names, ','));
            };
          },
          "Print the hash of services that Docker Compose puts on their containers")
      ->option_text("SERVICE,...|*");
}

std::string text_of(const Model& model, OutputFormat format, bool keep_variables) {
  const bool json = format == OutputFormat::json;
  compose::Node file = model.file;
  if (json) {
    file.erase("models");  // Docker Compose leaves them out too, of its JSON alone
  }
  const compose::Node printed =
      compose::canonical(file,
                         compose::file_shape(),
                         {.notation = json ? compose::Notation::json : compose::Notation::yaml,
                          .doubled_dollars = !keep_variables});
  return json ? compose::to_json(printed) : compose::to_yaml(printed);
}

Result<void> write_to(const std::string& path, const std::string& text) {
  if (path.empty()) {
    std::fputs(text.c_str(), stdout);
    return done();
  }
  return local_file_system().write({path}, text);
}

Task<Model> pinned(ops::Session& session, Model model, Digests digests) {
  VH_CO_TRY(const auto images,
            co_await ops::resolve_images(session, compose::unpinned_images(model.file)));
  compose::pin_images(model.file, images);
  if (digests == Digests::lock) {
    model.file = compose::images_only(model.file);
  }
  co_return model;
}

Result<int> print_model(const Model& model, const ConfigOptions& options, Context& context) {
  if (options.listing) {
    VH_TRY(const std::vector<std::string> lines, options.listing(model));
    std::string text;
    for (const std::string& line : lines) {
      text += line + "\n";
    }
    VH_CHECK(write_to(options.output, text));
  } else if (!context.options.quiet) {
    VH_CHECK(
        write_to(options.output, text_of(model, context.format(), options.load.keep_variables)));
  }
  return 0;
}

void run_config(const ConfigOptions& options, Context& context) {
  auto model = context.model(options.load);
  if (!model) {
    context.finish(std::unexpected(std::move(model).error()));
  } else if (options.digests == Digests::none) {
    context.finish(print_model(*model, options, context));
  } else {
    context.run([&](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Model whole, co_await pinned(session, *std::move(model), options.digests));
      co_return print_model(whole, options, context);
    });
  }
}

}  // namespace

void add_config_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ConfigOptions>();
  CLI::App* command = app.add_subcommand(
      "config", "Check the project file, and print it whole: merged, complete, every value set");
  add_services(
      *command, options->load.services, "Services, with what they depend on (default: all)");
  add_listings(*command, *options);
  command->add_flag(
      "--no-interpolate", options->load.keep_variables, "Leave variables as they are");
  command->add_flag(
      "--no-normalize", options->load.no_defaults, "Add no names and no default network");
  command->add_flag(
      "--no-path-resolution", options->load.keep_paths, "Leave relative paths as they are");
  command->add_flag(
      "--no-consistency", options->load.unchecked, "Take names that are nowhere defined");
  command->add_flag_callback(
      "--resolve-image-digests",
      [options] { options->digests = Digests::resolve; },
      "Pin the images by the digests that their registries have for them");
  command->add_flag_callback(
      "--lock-image-digests",
      [options] { options->digests = Digests::lock; },
      "Print only the images, pinned: a file for -f after this one");
  command->add_option("-o,--output", options->output, "Write to a file")->option_text("FILE");
  command->callback([options, &context] {
    context.options.prints_data = true;
    options->load.only_services = true;
    run_config(*options, context);
  });
}

}  // namespace voicehub::cli
