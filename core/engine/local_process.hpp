#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/task.hpp"
#include "core/project/x_voicehub.hpp"

// Engines as processes of this machine, for where no Docker is: each has a folder with its models,
// its log and a record of the process that runs.
namespace voicehub::engine {

struct LocalEngine {
  std::string name;  // "tts"
  EngineKind kind = EngineKind::tts;
  std::filesystem::path program;  // empty: it is not installed
  std::uint16_t port = 0;         // on 127.0.0.1
  std::filesystem::path folder;   // models/, external_models/, samples/, voices/

  [[nodiscard]] std::filesystem::path log() const { return folder / "engine.log"; }
};

struct LocalProcess {
  int pid = 0;
  std::uint64_t started = 0;  // clock ticks since the machine's start: tells it from a later
                              // process of the same number

  friend bool operator==(const LocalProcess&, const LocalProcess&) = default;
};

// The one that runs, by its record.
[[nodiscard]] std::optional<LocalProcess> running_process(const LocalEngine& engine);

// In a session of its own, so that it outlives the terminal. Makes the folders. `conflict` when it
// runs already, `not_found` without a program.
[[nodiscard]] Result<LocalProcess> start_process(const LocalEngine& engine);

// Asks it to end, and kills it after `grace`. False when it had to be killed. Nothing to do for one
// that does not run.
[[nodiscard]] Task<bool> stop_process(LocalEngine engine, std::chrono::milliseconds grace);

// The end of its log, at most `lines`.
[[nodiscard]] std::vector<std::string> last_lines(const LocalEngine& engine, std::size_t lines);

}  // namespace voicehub::engine
