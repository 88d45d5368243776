#pragma once

#include <optional>
#include <string_view>

namespace voicehub::engines {

enum class LogLevel { debug, info, warning, error };

// DEBUG, INFO, WARNING, ERROR.
[[nodiscard]] std::optional<LogLevel> parse_log_level(std::string_view text);

// One line per message on standard output, where containers write their logs: time in UTC, level,
// text.
class Log {
 public:
  explicit Log(LogLevel least) : least_{least} {}

  void debug(std::string_view text) const { write(LogLevel::debug, text); }

  void info(std::string_view text) const { write(LogLevel::info, text); }

  void warning(std::string_view text) const { write(LogLevel::warning, text); }

  void error(std::string_view text) const { write(LogLevel::error, text); }

 private:
  void write(LogLevel level, std::string_view text) const;

  LogLevel least_;
};

}  // namespace voicehub::engines
