#include "engines/runtime/settings.hpp"

#include <charconv>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

namespace voicehub::engines {
namespace {

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, number);
  return failure == std::errc{} && rest == end ? std::optional{number} : std::nullopt;
}

Result<void> set_host(Settings& settings, std::string_view name, const std::string& text) {
  boost::system::error_code failure;
  boost::asio::ip::make_address(text, failure);
  if (failure) {
    return make_error(ErrorCode::usage,
                      fmt::format("{}: '{}' is not an IP address", name, text),
                      "use 127.0.0.1 for this machine only, 0.0.0.0 for every interface");
  }
  settings.host = text;
  return done();
}

Result<void> set_port(Settings& settings, std::string_view name, const std::string& text) {
  VH_TRY(settings.port, parse_port(name, text));
  return done();
}

Result<void> set_log_level(Settings& settings, std::string_view name, const std::string& text) {
  const auto level = parse_log_level(text);
  if (!level) {
    return make_error(ErrorCode::usage,
                      fmt::format("{}: '{}' is not a log level", name, text),
                      "use DEBUG, INFO, WARNING or ERROR");
  }
  settings.log_level = *level;
  return done();
}

std::vector<Variable> variables_of_all() {
  using Setter = Result<void> (*)(Settings&, std::string_view, const std::string&);
  const auto variable = [](const char* name, Setter set) {
    return Variable{name, [=](Settings& settings, const std::string& text) {
                      return set(settings, name, text);
                    }};
  };
  return {
      variable("HOST", set_host), variable("PORT", set_port), variable("LOG_LEVEL", set_log_level)};
}

Result<void> read(std::span<const Variable> variables,
                  const Environment& environment,
                  Settings& settings) {
  for (const Variable& variable : variables) {
    const auto text = environment(variable.name);
    if (text && !text->empty()) {
      VH_CHECK(variable.set(settings, *text));
    }
  }
  return done();
}

std::optional<Action> action_of(std::string_view argument) {
  if (argument == "--healthcheck") {
    return Action::check_health;
  }
  if (argument == "--help") {
    return Action::show_help;
  }
  return std::nullopt;
}

}  // namespace

Result<Settings> parse_settings(std::span<const char* const> arguments,
                                const Environment& environment,
                                std::span<const Variable> own) {
  Settings settings;
  VH_CHECK(read(variables_of_all(), environment, settings));
  VH_CHECK(read(own, environment, settings));
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (const auto action = action_of(argument)) {
      settings.action = *action;
      continue;
    }
    // --port 80 and --port=80
    const auto equals = argument.find('=');
    const std::string_view option = argument.substr(0, equals);
    if (option != "--host" && option != "--port") {
      return make_error(
          ErrorCode::usage, fmt::format("unknown argument '{}'", argument), "see --help");
    }
    if (equals == std::string_view::npos && ++i == arguments.size()) {
      return make_error(ErrorCode::usage, fmt::format("{} needs a value", option), "see --help");
    }
    const std::string value{equals == std::string_view::npos ? std::string_view{arguments[i]}
                                                             : argument.substr(equals + 1)};
    VH_CHECK(option == "--host" ? set_host(settings, option, value)
                                : set_port(settings, option, value));
  }
  return settings;
}

Result<std::uint16_t> parse_port(std::string_view name, const std::string& text) {
  const auto port = whole_number(text);
  if (!port || *port < 0 || *port > 65535) {
    return make_error(ErrorCode::usage,
                      fmt::format("{}: '{}' is not a port", name, text),
                      "use 1 to 65535, or 0 for any free one");
  }
  return static_cast<std::uint16_t>(*port);
}

Result<int> parse_count(std::string_view name, const std::string& text, int least, int most) {
  const auto count = whole_number(text);
  if (!count || *count < least || *count > most) {
    return make_error(
        ErrorCode::usage,
        fmt::format("{}: '{}' is not a whole number from {} to {}", name, text, least, most));
  }
  return *count;
}

std::optional<std::string> process_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

}  // namespace voicehub::engines
