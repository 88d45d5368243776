#include "engines/runtime/log.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voicehub::engines {
namespace {

constexpr std::array<std::string_view, 4> kNames{"DEBUG", "INFO", "WARNING", "ERROR"};

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%FT%TZ", &parts);
  return {text.data(), length};
}

void print(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view text) {
  const auto* found = std::ranges::find(kNames, text);
  if (found == kNames.end()) {
    return std::nullopt;
  }
  return static_cast<LogLevel>(found - kNames.begin());
}

void Log::write(LogLevel level, std::string_view text) const {
  if (level < least_) {
    return;
  }
  print(fmt::format("{} {} {}\n", utc_now(), kNames[static_cast<std::size_t>(level)], text));
}

void Log::access(const Access& access) const {
  constexpr std::array<std::string_view, 4> kRoutine{"/readyz", "/metrics", "describe", "ping"};
  const bool is_routine = access.path.starts_with("/health") ||
                          std::ranges::find(kRoutine, access.path) != kRoutine.end();
  const LogLevel level = is_routine ? LogLevel::debug : LogLevel::info;
  if (level < least_) {
    return;
  }
  const auto milliseconds = [](std::chrono::duration<double> span) {
    return std::round(span.count() * 1e4) / 10;
  };
  const nlohmann::ordered_json line{{"time", utc_now()},
                                    {"level", kNames[static_cast<std::size_t>(level)]},
                                    {"method", access.method},
                                    {"path", access.path},
                                    {"status", access.status},
                                    {"bytes", access.bytes},
                                    {"first_byte_ms", milliseconds(access.first_byte)},
                                    {"ms", milliseconds(access.whole)}};
  // A path is whatever the client has sent.
  print(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

}  // namespace voicehub::engines
