#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace voicehub {

// The candidate that a person who typed `name` most likely meant; nothing when all are too far
// away.
[[nodiscard]] std::optional<std::string> nearest(std::string_view name,
                                                 std::span<const std::string> candidates);

// "did you mean 'chatterbox-tts'?" or, with nothing near, "known services: a, b".
[[nodiscard]] std::string did_you_mean(std::string_view name,
                                       std::span<const std::string> candidates,
                                       std::string_view plural);

[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
[[nodiscard]] std::string_view trim(std::string_view text);

// 41 ms, 1.3 s, 2 min 5 s, 3 h 12 min, 4 days
[[nodiscard]] std::string human_duration(std::chrono::milliseconds duration);
// 512 B, 4.0 MB, 1.2 GB; decimal units, as `docker images` prints them
[[nodiscard]] std::string human_bytes(std::uint64_t bytes);

}  // namespace voicehub
