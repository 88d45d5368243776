#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "core/engine/routes.hpp"

namespace voicehub::engine {

// How often OpenAI's clients send a request again that an engine was too busy for.
inline constexpr int kRetries = 2;

// It has no time for a request now (429, 503).
[[nodiscard]] bool is_busy(int status);

// How long to wait before `request` is sent again after this answer: nothing when it is not to be
// sent again. Only what a busy engine refused is, after what Retry-After (or retry-after-ms) says,
// up to 120 s; without it after 0.5 s, then twice as long. `attempt`: 0 for the first.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_delay(const http::Response& response,
                                                                   int attempt);

using OnRetry =
    std::function<void(const http::Response& response, std::chrono::milliseconds delay)>;

// A Send that sends again. `on_retry` is told before each wait.
[[nodiscard]] Send with_retries(Send send, OnRetry on_retry);

}  // namespace voicehub::engine
