#pragma once

#include <cstdint>
#include <ctime>

namespace voicehub::agent {

// Nanoseconds since boot, also while the machine slept: what the host's clock can be compared with.
inline std::int64_t nanoseconds_since_boot() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace voicehub::agent
