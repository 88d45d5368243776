#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace voicehub::ops {

// Nanoseconds since the epoch of "2025-01-02T03:04:05.678Z"; the fraction may have up to nine
// digits, and instead of Z there may be an offset like +02:00. Nothing when it is something else.
[[nodiscard]] std::optional<std::int64_t> parse_timestamp(std::string_view text);

// As the daemon's `since` and `until` take it: 1735787045.678000000
[[nodiscard]] std::string api_time(std::int64_t nanoseconds);

// What a person writes for a point in time: how long ago (45s, 10m, 1h30m, 2d), or a date with or
// without a time (2025-01-02, 2025-01-02T03:04:05; of the local time zone without an offset), or
// seconds since the epoch. Anything else is a usage error.
[[nodiscard]] Result<std::int64_t> parse_point_in_time(std::string_view text,
                                                       std::chrono::system_clock::time_point now);

}  // namespace voicehub::ops
