#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

namespace voicehub {

// How much longer `work`, on a thread of its own, needs the processor once a stop is asked for,
// which happens when it has needed it for `before`. Other programs do not count.
[[nodiscard]] std::chrono::duration<double> work_after_stop(
    std::chrono::milliseconds before, const std::function<void(std::stop_token)>& work);

}  // namespace voicehub
