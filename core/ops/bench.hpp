#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/engine/load_report.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct BenchOptions {
  std::string service;  // empty: the project's engine of that kind
  int concurrency = 4;  // requests at once
  std::chrono::seconds duration{10};
  std::string text = "The quick brown fox jumps over the lazy dog.";
  std::string file;  // a recording, for an engine that listens; empty: the engine speaks
  std::string voice;
};

struct BenchResult {
  std::string service;
  std::string route;
  int concurrency = 0;
  std::chrono::duration<double> took{0};
  engine::LoadReport report;
  std::vector<engine::Sample> samples;  // in the order of their ends
  std::optional<double> cpu_used;       // cores, of the container; nothing when it is not known
  double cpu_allowed = 0;
  std::string limit;  // what keeps it from doing more
};

// So many clients ask the engine over and over. The first request, before them, finds the route.
[[nodiscard]] Task<BenchResult> bench(Session& session,
                                      const Project& project,
                                      BenchOptions options);

}  // namespace voicehub::ops
