#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace voicehub::engines {

enum class LogLevel { debug, info, warning, error };

// DEBUG, INFO, WARNING, ERROR.
[[nodiscard]] std::optional<LogLevel> parse_log_level(std::string_view text);

// One request and its answer.
struct Access {
  std::string method;  // empty, like the path, where the request was refused before it had one
  std::string path;
  int status = 0;
  std::size_t bytes = 0;                        // of the body, as far as it was sent
  std::chrono::duration<double> first_byte{0};  // since the request had been read
  std::chrono::duration<double> whole{0};
};

// One line per message on standard output, where containers write their logs: time in UTC, level,
// text.
class Log {
 public:
  explicit Log(LogLevel least) : least_{least} {}

  void debug(std::string_view text) const { write(LogLevel::debug, text); }

  void info(std::string_view text) const { write(LogLevel::info, text); }

  void warning(std::string_view text) const { write(LogLevel::warning, text); }

  void error(std::string_view text) const { write(LogLevel::error, text); }

  // As JSON. What asks for health and metrics comes every few seconds and would bury the rest: that
  // is for `debug`.
  void access(const Access& access) const;

 private:
  void write(LogLevel level, std::string_view text) const;

  LogLevel least_;
};

}  // namespace voicehub::engines
