#include "core/ops/port.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"

namespace voicehub::cli {
namespace {

std::string port_text(const docker::PublishedPort& port) {
  const bool is_ipv6 = port.host_address.contains(':');
  return fmt::format(
      "{}{}{}:{}\n", is_ipv6 ? "[" : "", port.host_address, is_ipv6 ? "]" : "", port.published);
}

std::string port_json(const docker::PublishedPort& port) {
  const nlohmann::ordered_json json{{"host_address", port.host_address},
                                    {"published", port.published},
                                    {"target", port.target},
                                    {"protocol", port.protocol}};
  return json.dump(2) + "\n";
}

}  // namespace

void add_port_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<ops::PortOptions>();
  CLI::App* command = app.add_subcommand("port", "Print where a port of a container is published");
  command->add_option("service", options->choice.service, "Service or container name")
      ->required()
      ->option_text("SERVICE");
  command->add_option("port", options->target, "The port in the container")
      ->required()
      ->check(CLI::PositiveNumber)
      ->option_text("PORT");
  command->add_option("--protocol", options->protocol, "tcp or udp (default: tcp)")
      ->check(CLI::IsMember({"tcp", "udp", "sctp"}))
      ->option_text("PROTOCOL");
  command->add_option("--index", options->choice.number, "Which container, where there are several")
      ->check(CLI::PositiveNumber)
      ->option_text("NUMBER");
  command->callback([options, &context] {
    context.options.prints_data = true;
    context.run([options, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(const Project* project,
                co_await context.existing_project(session, named(options->choice.service)));
      VH_CO_TRY(const auto port, co_await ops::port(session, *project, *options));
      const bool json = context.format() == OutputFormat::json;
      std::fputs((json ? port_json(port) : port_text(port)).c_str(), stdout);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
