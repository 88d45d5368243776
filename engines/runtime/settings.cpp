#include "engines/runtime/settings.hpp"

#include <charconv>
#include <cstdlib>
#include <string_view>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

namespace voicehub::engines {
namespace {

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
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, port);
  if (failure != std::errc{} || rest != end) {
    return make_error(ErrorCode::usage,
                      fmt::format("{}: '{}' is not a port", name, text),
                      "use 1 to 65535, or 0 for any free one");
  }
  settings.port = port;
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

Result<void> read_environment(Settings& settings, const Environment& environment) {
  using Setter = Result<void> (*)(Settings&, std::string_view, const std::string&);
  constexpr std::pair<const char*, Setter> kVariables[] = {
      {"HOST", set_host}, {"PORT", set_port}, {"LOG_LEVEL", set_log_level}};
  for (const auto& [name, set] : kVariables) {
    const auto text = environment(name);
    if (text && !text->empty()) {
      VH_CHECK(set(settings, name, *text));
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
                                const Environment& environment) {
  Settings settings;
  VH_CHECK(read_environment(settings, environment));
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

std::optional<std::string> process_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

}  // namespace voicehub::engines
