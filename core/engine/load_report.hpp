#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voicehub::engine {

// One request of a load, as it was seen from here.
struct LoadSample {
  using Seconds = std::chrono::duration<double>;

  Seconds start{0};                    // since the load began
  int status = 0;                      // of HTTP; 0: no answer
  bool ok = false;                     // the answer came, all of it
  std::optional<Seconds> first_audio;  // from the request
  Seconds total{0};
  std::optional<Seconds> audio;  // how much sound came, or was heard; nothing: not known
};

// In seconds, by nearest rank.
struct Percentiles {
  double p50 = 0;
  double p90 = 0;
  double p99 = 0;
};

// Nothing without values.
[[nodiscard]] std::optional<Percentiles> percentiles(std::vector<double> values);

struct LoadReport {
  std::size_t requests = 0;
  std::size_t done = 0;
  std::size_t refused = 0;  // by an engine that was busy
  std::size_t failed = 0;   // anything else
  std::map<int, std::size_t> statuses;
  std::optional<Percentiles> latency;  // of those that were done
  std::optional<Percentiles> first_audio;
  std::optional<Percentiles> real_time_factor;  // time for a second of sound
  double elapsed = 0;                           // seconds, until the last answer
  double requests_per_second = 0;
  double audio_per_second = 0;  // seconds of sound
};

[[nodiscard]] LoadReport summarize(const std::vector<LoadSample>& samples);

// What the daemon told of the engine's container around the load.
struct ProcessorUse {
  double cores = 0;      // used, on average
  double quota = 0;      // cores that it may use; 0: no quota
  double machine = 0;    // cores of the machine; 0: not known
  double periods = 0;    // of the quota, in the time of the load
  double throttled = 0;  // those in which it had to wait
};

enum class Limit { quota, machine, queue, model, nothing };

struct Verdict {
  Limit limit = Limit::nothing;
  std::string reason;  // "used 0.98 of its 1 cores, throttled in 93 % of the periods"
};

// What keeps the engine from doing more: the first of its processor quota (throttled in every tenth
// period, or more than 90 % of it used), the machine's processors, its queue (one request of a
// hundred refused, or any waiting), else the model itself.
[[nodiscard]] Verdict what_limits(const LoadReport& report,
                                  const std::optional<ProcessorUse>& processor,
                                  std::optional<double> queue_depth);

// How many requests wait, in Prometheus's text: the sum of the gauges whose name speaks of a queue
// and of its depth, size, length or of waiting. Nothing without any.
[[nodiscard]] std::optional<double> queue_depth(std::string_view metrics);

}  // namespace voicehub::engine
