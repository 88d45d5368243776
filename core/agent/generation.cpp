#include "core/agent/generation.hpp"

#include <csignal>

namespace voicehub::agent {

Generation::Generation(Loop& loop, pid_t pid, std::int64_t started_ns)
    : loop_{loop}, pid_{pid}, started_ns_{started_ns}, loaded_ns_{started_ns} {}

Generation::~Generation() {
  loop_.cancel(grace_);
}

void Generation::signal(int number) const {
  if (runs_) {
    ::kill(pid_, number);
  }
}

void Generation::stop(int signal_number, std::chrono::milliseconds grace) {
  if (is_stopping_ || !runs_) {
    return;
  }
  is_stopping_ = true;
  stop_began_ = Loop::Clock::now();
  signal(signal_number);
  ::kill(pid_, SIGCONT);  // one that is halted would only see it after the grace
  grace_ = loop_.after(grace, [this] { kill(); });
}

void Generation::kill() {
  if (runs_) {
    was_killed_ = true;
    ::kill(-pid_, SIGKILL);
  }
}

void Generation::main_is_ending() const {
  ::kill(-pid_, SIGKILL);
}

void Generation::main_has_ended() {
  runs_ = false;
  ended_at_ = Loop::Clock::now();
  loop_.cancel(grace_);
}

bool Generation::is_gone() const {
  if (runs_) {
    return false;
  }
  return ::kill(-pid_, 0) != 0 || Loop::Clock::now() - ended_at_ >= kKilledGroup;
}

std::chrono::milliseconds Generation::stop_took() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(ended_at_ - stop_began_);
}

}  // namespace voicehub::agent
