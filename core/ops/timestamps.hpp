#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace voicehub::ops {

using TimePoint = std::chrono::system_clock::time_point;

// As the daemon's `since` and `until` take it: 1735787045.678000000
[[nodiscard]] std::string api_time(TimePoint time);

// What a person writes for a point in time: how long ago (45s, 10m, 1h30m, 2d), or a date with or
// without a time (2025-01-02, 2025-01-02T03:04:05; of the local time zone where it names none), or
// seconds since the epoch. Anything else is a usage error.
[[nodiscard]] Result<TimePoint> parse_point_in_time(std::string_view text, TimePoint now);

}  // namespace voicehub::ops
