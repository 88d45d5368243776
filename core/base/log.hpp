#pragma once

#include <string_view>

#include <fmt/format.h>

// What helps to find a fault: one line on stderr, off unless VOICEHUB_LOG names a level. What a
// user should know goes to EventSink instead.
namespace voicehub::log {

enum class Level { debug, info, off };

// "debug", "info"; anything else is off.
[[nodiscard]] Level parse_level(std::string_view text);

[[nodiscard]] bool is_on(Level level);
void write(Level level, std::string_view line);

// Formats nothing while the level is off.
template <typename... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (is_on(Level::debug)) {
    write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
  }
}

template <typename... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  if (is_on(Level::info)) {
    write(Level::info, fmt::format(format, std::forward<Args>(args)...));
  }
}

}  // namespace voicehub::log
