#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "core/agent/loop.hpp"

namespace voicehub::agent {

// What a server has told about itself at its notify socket.
struct ServerWords {
  std::string status;
  bool is_ready = false;
  bool understands_warm = false;
};

// One run of the server: its main process, and whatever else is in its process group. A container
// without an agent ends with its main process, and so does a generation.
class Generation {
 public:
  Generation(Loop& loop, pid_t pid, std::int64_t started_ns);
  ~Generation();

  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  // Since boot.
  [[nodiscard]] std::int64_t started_ns() const { return started_ns_; }

  // When it began to read the code that it runs: its start, or the last time that it was asked to
  // load its code anew, and did.
  [[nodiscard]] std::int64_t loaded_ns() const { return loaded_ns_; }

  void has_loaded_anew(std::int64_t began_ns) { loaded_ns_ = began_ns; }

  [[nodiscard]] bool runs() const { return runs_; }

  // To the main process, while it runs.
  void signal(int number) const;

  // Asks it to end, and kills the group after the grace. Only the first call counts.
  void stop(int signal_number, std::chrono::milliseconds grace);
  void kill();

  // The main process has ended, and its number is still its own: kills what is left of the group.
  void main_is_ending() const;
  void main_has_ended();

  // Nothing of the group is left, or what is left does not even end when it is killed.
  [[nodiscard]] bool is_gone() const;

  // From stop() to the end of the main process.
  [[nodiscard]] std::chrono::milliseconds stop_took() const;

  [[nodiscard]] bool was_killed() const { return was_killed_; }

  ServerWords words;

 private:
  Loop& loop_;
  pid_t pid_;
  std::int64_t started_ns_;
  std::int64_t loaded_ns_;
  bool runs_ = true;
  bool is_stopping_ = false;
  bool was_killed_ = false;
  Loop::Clock::time_point stop_began_;
  Loop::Clock::time_point ended_at_;
  Loop::Timer grace_;
};

// How long a group that has been killed is waited for.
constexpr std::chrono::seconds kKilledGroup{1};

}  // namespace voicehub::agent
