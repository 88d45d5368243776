#include "engines/runtime/log.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <string>

#include <fmt/format.h>

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
  const std::string line =
      fmt::format("{} {} {}\n", utc_now(), kNames[static_cast<std::size_t>(level)], text);
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

}  // namespace voicehub::engines
