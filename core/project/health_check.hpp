#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace voicehub {

// The `healthcheck:` section: the check that the daemon runs inside the container. Absent values
// are the daemon's defaults: interval and timeout 30 s, 3 retries, no start period.
struct HealthCheck {
  bool disabled = false;
  std::vector<std::string> test;  // CMD …, CMD-SHELL …; empty: the image's own
  std::optional<std::chrono::nanoseconds> interval;
  std::optional<std::chrono::nanoseconds> timeout;
  std::optional<std::chrono::nanoseconds> start_period;
  std::optional<std::chrono::nanoseconds> start_interval;
  std::optional<int> retries;

  friend bool operator==(const HealthCheck&, const HealthCheck&) = default;
};

}  // namespace voicehub
