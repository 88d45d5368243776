#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "engines/runtime/http_server.hpp"
#include "engines/runtime/settings.hpp"
#include "engines/runtime/work_queue.hpp"

namespace voicehub::engines {

// How much work an engine takes at once, and for how long.
struct WorkSettings {
  int workers = 2;                      // one of them is for short jobs
  int most_requests = 32;               // that are answered or wait; the next is told to come back
  std::chrono::seconds time_limit{60};  // of one request
  std::size_t upload_bytes = std::size_t{100} * 1024 * 1024;
  std::optional<std::chrono::seconds> model_ttl;  // idle, until the model is let go; or never
};

// WORKERS, MAX_CONCURRENT_REQUESTS, TIMEOUT_SECONDS, MAX_UPLOAD_MB, MODEL_TTL. The settings outlive
// the variables.
[[nodiscard]] std::vector<Variable> variables_of(WorkSettings& settings);

[[nodiscard]] QueueLimits queue_limits(const WorkSettings& settings);
[[nodiscard]] ServerLimits server_limits(const WorkSettings& settings);

}  // namespace voicehub::engines
