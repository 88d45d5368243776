#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/engine/load_report.hpp"
#include "core/ops/found_engine.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct BenchOptions {
  int concurrency = 1;  // requests at once
  std::chrono::milliseconds duration = std::chrono::seconds{10};
  std::vector<std::string> texts;  // said in turn; not empty
  std::string voice;               // empty: one that the engine has
  std::string format = "wav";
  std::string recording;              // a file, for an engine that listens; empty: it speaks
  std::chrono::seconds timeout{600};  // of one request

  [[nodiscard]] EngineKind kind() const {
    return recording.empty() ? EngineKind::tts : EngineKind::asr;
  }
};

struct Bench {
  std::string service;
  std::string route;
  int concurrency = 1;
  engine::LoadReport report;
  std::vector<engine::LoadSample> samples;
  std::optional<engine::ProcessorUse> processor;  // nothing: the daemon did not tell
  std::optional<double> queue_depth;              // the most that waited; nothing: not told
  engine::Verdict verdict;
  std::string first_fault;  // what the first request that failed was told
};

// Keeps as many requests running at once as asked for, until the time is over, and waits for the
// last answers. A refused request is not repeated: the next one follows after what Retry-After
// says, at most a second.
[[nodiscard]] Task<Bench> bench(Session& session, FoundEngine engine, BenchOptions options);

}  // namespace voicehub::ops
