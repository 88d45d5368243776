#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace voicehub::engine {

// One request of a load test, and what became of it.
struct Sample {
  std::chrono::duration<double, std::milli> first_byte{0};
  std::chrono::duration<double, std::milli> whole{0};
  double audio_seconds = 0;  // that it made, or read
  int status = 0;            // 0: no answer
};

// How an engine does under load. Times are of accepted requests, in milliseconds.
struct LoadReport {
  std::size_t accepted = 0;
  std::size_t busy = 0;    // 429 and 503
  std::size_t failed = 0;  // anything else
  std::map<int, std::size_t> statuses;
  double requests_per_second = 0;  // accepted ones
  double audio_per_second = 0;     // seconds of sound a second
  double real_time_factor = 0;     // of one request: its time over its sound; 0 without sound
  double p50 = 0;
  double p90 = 0;
  double p99 = 0;
  double first_byte_p50 = 0;
  double first_byte_p99 = 0;
};

[[nodiscard]] LoadReport summarize(const std::vector<Sample>& samples,
                                   std::chrono::duration<double> took);

// The value that this share of them does not exceed; 0 of none. `share`: 0 to 1.
[[nodiscard]] double percentile(std::vector<double> values, double share);

// What keeps it from doing more: "queue" when it sends clients away, "CPU quota" when it uses what
// it may, else "model". `cpu_used` and `cpu_allowed` are cores.
[[nodiscard]] std::string limit_of(const LoadReport& report,
                                   std::optional<double> cpu_used,
                                   double cpu_allowed);

}  // namespace voicehub::engine
