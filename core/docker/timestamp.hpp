#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace voicehub::docker {

// RFC 3339 with up to nine digits of a second: 2024-05-01T10:20:30.123456789Z. The daemon writes
// the year 1 for "never", and so does this: the epoch, time_point{}. Nothing for anything else.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parse_timestamp(
    std::string_view text);

}  // namespace voicehub::docker
