#pragma once

#include <string_view>

#include <fmt/format.h>

// What helps to find a fault: lines on stderr, with VOICEHUB_LOG=debug and only then. What a user
// should know goes to EventSink instead.
namespace voicehub::log {

[[nodiscard]] bool is_on();
void write(std::string_view line);

// Formats nothing while the log is off.
template <typename... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (is_on()) {
    write(fmt::format(format, std::forward<Args>(args)...));
  }
}

}  // namespace voicehub::log
