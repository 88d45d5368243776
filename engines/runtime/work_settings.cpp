#include "engines/runtime/work_settings.hpp"

#include <algorithm>

#include "engines/runtime/variables.hpp"

namespace voicehub::engines {
namespace {

constexpr int kDay = 24 * 60 * 60;  // seconds

}  // namespace

std::vector<Variable> variables_of(WorkSettings& settings) {
  return {
      count_variable("WORKERS", 1, 256, [&](int number) { settings.workers = number; }),
      count_variable("MAX_CONCURRENT_REQUESTS",
                     1,
                     10'000,
                     [&](int number) { settings.most_requests = number; }),
      count_variable("TIMEOUT_SECONDS",
                     1,
                     kDay,
                     [&](int number) { settings.time_limit = std::chrono::seconds{number}; }),
      count_variable("MAX_UPLOAD_MB",
                     1,
                     4096,
                     [&](int number) {
                       settings.upload_bytes = static_cast<std::size_t>(number) * 1024 * 1024;
                     }),
      // As Ollama has it: -1 never, 0 at once.
      count_variable("MODEL_TTL",
                     -1,
                     kDay,
                     [&](int number) {
                       settings.model_ttl =
                           number < 0 ? std::nullopt : std::optional{std::chrono::seconds{number}};
                     }),
  };
}

QueueLimits queue_limits(const WorkSettings& settings) {
  // A worker for whom there may never be a request would only let in one more than was said.
  const int workers = std::min(settings.workers, settings.most_requests);
  return {.workers = workers,
          .waiting = static_cast<std::size_t>(settings.most_requests - workers)};
}

ServerLimits server_limits(const WorkSettings& settings) {
  ServerLimits limits{.body_bytes = settings.upload_bytes};
  constexpr std::size_t kWholeUploads = 4;  // at once, of the longest that is allowed
  limits.all_bodies_bytes = kWholeUploads * settings.upload_bytes;
  limits.drain = settings.time_limit;
  return limits;
}

}  // namespace voicehub::engines
