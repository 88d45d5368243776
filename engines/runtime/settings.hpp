#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "core/base/result.hpp"
#include "engines/runtime/log.hpp"

namespace voicehub::engines {

enum class Action { serve, check_health, show_help };

struct Settings {
  Action action = Action::serve;
  std::string host = "127.0.0.1";  // an address, not a name
  std::uint16_t port = 8766;       // 0: any free one
  LogLevel log_level = LogLevel::info;
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// A variable of the environment. The error of a value begins with the name.
struct Variable {
  std::string name;
  std::function<Result<void>(Settings& settings, const std::string& text)> set;
};

// HOST, PORT and LOG_LEVEL, then the engine's own in their order, then --host, --port,
// --healthcheck and
// --help. An empty variable is an unset one, because Compose files pass such. Anything else is
// refused by name.
[[nodiscard]] Result<Settings> parse_settings(std::span<const char* const> arguments,
                                              const Environment& environment,
                                              std::span<const Variable> own = {});

[[nodiscard]] std::optional<std::string> process_environment(const std::string& name);

// The value of a variable or argument, or what is wrong with it.
[[nodiscard]] Result<std::uint16_t> parse_port(std::string_view name, const std::string& text);
[[nodiscard]] Result<int> parse_count(std::string_view name,
                                      const std::string& text,
                                      int least,
                                      int most);

}  // namespace voicehub::engines
