#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace voicehub::compose {

// 90s, 1m30s, 1.5h, 500ms; a unit is required except for 0.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

// As Docker Compose prints it: 1m30s, 1h0m0s, 1.5ms.
[[nodiscard]] std::string go_duration(std::chrono::nanoseconds duration);

// How long an image is new enough, as pull_policy says it: 12h, 1d12h, 1w.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_refresh_time(std::string_view text);

// 512m, 1.5 GB, 64kib, 4096: powers of 1024. Nothing for what is no size, or a negative one.
[[nodiscard]] std::optional<std::int64_t> parse_byte_size(std::string_view text);

}  // namespace voicehub::compose
