#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/event.hpp"
#include "core/base/task.hpp"
#include "core/engine/local_process.hpp"
#include "core/engine/probe.hpp"
#include "core/ops/found_engine.hpp"
#include "core/ops/logs.hpp"
#include "core/ops/test.hpp"

// The verbs for engines that are processes of this machine: the same as for containers.
namespace voicehub::ops {

struct ProcessSession {
  EventSink& events;
  engine::ClientFactory engine_client;
  std::vector<engine::LocalEngine> engines;  // all that voicehub brings along
};

// Those that are named; all of them when none is. `not_found` for a name that there is not.
[[nodiscard]] Result<std::vector<engine::LocalEngine>> select_engines(
    const ProcessSession& session, std::span<const std::string> names);

// What a verb would do, and why.
struct ProcessStep {
  std::string action;  // "start", "stop"
  std::string engine;
  std::string cause;
};

[[nodiscard]] std::vector<ProcessStep> steps_to_start(std::span<const engine::LocalEngine> engines);
[[nodiscard]] std::vector<ProcessStep> steps_to_stop(std::span<const engine::LocalEngine> engines);
[[nodiscard]] std::vector<ProcessStep> steps_to_restart(
    std::span<const engine::LocalEngine> engines);

// How long a verb waits, where the caller says.
struct ProcessPatience {
  std::optional<std::chrono::seconds> start;  // until an engine is healthy; else two minutes
  std::optional<std::chrono::seconds> stop;   // until it is killed; else ten seconds
};

// Starts what does not run, and waits until it is healthy. One that ends first is not_healthy, with
// the end of its log.
[[nodiscard]] Task<void> start_processes(ProcessSession& session,
                                         std::vector<engine::LocalEngine> engines,
                                         ProcessPatience patience = {});
[[nodiscard]] Task<void> stop_processes(ProcessSession& session,
                                        std::vector<engine::LocalEngine> engines,
                                        ProcessPatience patience = {});

// Hands the lines of the engines' logs to `handler`, one engine after the other; with `follow` then
// what is added, until it is cancelled. They carry no time: engines do not write it. `since` means
// nothing here.
[[nodiscard]] Task<void> process_logs(std::vector<engine::LocalEngine> engines,
                                      LogsOptions options,
                                      LogHandler handler);

struct ProcessStatus {
  engine::LocalEngine engine;
  std::optional<engine::LocalProcess> process;
  engine::Health health;  // of one that runs
};

[[nodiscard]] Task<std::vector<ProcessStatus>> process_status(
    ProcessSession& session, std::vector<engine::LocalEngine> engines);

// The engine called `name`, else the one of that kind that runs.
[[nodiscard]] Result<FoundEngine> find_process(const ProcessSession& session,
                                               EngineKind kind,
                                               const std::string& name);

// The same for `test`: all that are named, which have to run, else all that run.
[[nodiscard]] Result<std::vector<TestTarget>> process_targets(const ProcessSession& session,
                                                              std::span<const std::string> names);

}  // namespace voicehub::ops
