#pragma once

#include <signal.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/agent/checker.hpp"
#include "core/agent/control_server.hpp"
#include "core/agent/descriptor.hpp"
#include "core/agent/generation.hpp"
#include "core/agent/loop.hpp"
#include "core/agent/notify.hpp"
#include "core/agent/readiness.hpp"
#include "core/agent/run_options.hpp"

namespace voicehub::agent {

// A swap under way. At most one, because each of them decides which server serves.
struct Change {
  enum class Kind {
    restart,   // the old one ends, then the new one starts
    handover,  // the new one gets ready, then the old one ends
    hold,      // as restart, but it is waited for until it is ready
    warm,      // the same one loads its code anew
  };

  Kind kind = Kind::restart;
  Ticket ticket;
  std::optional<std::chrono::milliseconds> grace;
  std::chrono::milliseconds deadline{};
  std::string health_path;
  std::string failure;  // why it cannot succeed any more
  Loop::Clock::time_point began;
  Loop::Timer timer;
  std::int64_t asked_ns = 0;  // warm: since boot
  bool is_answered = false;   // warm: a READY=1 from now on is the answer to our signal
};

// Process 1 of a container in the dev loop: runs the server, and swaps it on request
// (docs/agent.md). supervisor.cpp has its life, changes.cpp the swaps.
class Supervisor {
 public:
  // Bytes that a second server may still use.
  using AvailableMemory = std::function<std::uint64_t()>;

  Supervisor(RunOptions options, AvailableMemory available_memory);

  // Returns the exit code: the server's, or 125 when it could not even be started.
  int run();

 private:
  // Life.
  bool prepare();
  void on_signals();
  void forward(int number);
  void reap();
  void main_is_ending(pid_t pid);
  void ended(pid_t pid, int code);
  void serving_ended(int code);
  void on_notify(pid_t sender, const Assignments& assignments);
  Generation* generation_of(pid_t pid);
  std::unique_ptr<Generation> start_server();
  void advance();
  void end_if_nothing_is_left();

  // Requests.
  void on_request(const Ticket& ticket, const Fields& fields);
  void hello(const Ticket& ticket);
  void check(const Ticket& ticket, const Fields& fields);
  void find_interpreter();

  // Changes.
  void begin_change(const Ticket& ticket, const Fields& fields);
  void begin_restart(const Fields& fields);
  void begin_handover(const Fields& fields);
  void begin_warm(const Fields& fields);
  bool hold_is_needed();
  void let_the_old_one_go();
  [[nodiscard]] std::chrono::milliseconds patience() const;
  void old_one_is_gone();
  void start_the_new_one();
  void new_one_is_ready(const std::string& how);
  void deadline_has_passed();
  void new_one_ended(int code);
  void warm_answer(const Assignments& assignments);
  void finish(const Fields& fields);

  RunOptions options_;
  AvailableMemory available_memory_;
  Loop loop_;
  sigset_t original_mask_{};
  bool owns_terminal_ = false;
  Descriptor signals_;
  Descriptor listen_socket_;
  ControlServer control_;
  NotifySocket notify_;
  Checker checker_;
  std::string interpreter_;  // the last one that the server was seen to run in

  std::unique_ptr<Generation> serving_;  // stays here after it has ended by itself
  std::unique_ptr<Generation> coming_;   // in a handover
  std::unique_ptr<Generation> leaving_;
  std::unique_ptr<Readiness> readiness_;
  std::optional<Change> change_;
  bool is_ending_ = false;  // process 1 has been asked to stop
  int exit_code_ = 0;
};

}  // namespace voicehub::agent
