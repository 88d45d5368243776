#include <sys/types.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "core/agent/clock.hpp"
#include "core/agent/follow.hpp"
#include "core/agent/memory_budget.hpp"
#include "core/agent/processes.hpp"
#include "core/agent/supervisor.hpp"

namespace voicehub::agent {
namespace {

std::string in_words(std::chrono::milliseconds duration) {
  return std::to_string(duration.count()) + " ms";
}

std::chrono::milliseconds since(Loop::Clock::time_point began) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Loop::Clock::now() - began);
}

// Field `index` as a duration. What is not a number counts as absent.
std::optional<std::chrono::milliseconds> duration_in(const Fields& fields, std::size_t index) {
  const auto number = index < fields.size() ? parse_number(fields[index]) : std::nullopt;
  return number ? std::optional{std::chrono::milliseconds{*number}} : std::nullopt;
}

}  // namespace

void Supervisor::begin_change(const Ticket& ticket, const Fields& fields) {
  if (is_ending_) {
    control_.reply(ticket, {"unavailable", "the container is being stopped"});
    return;
  }
  if (change_) {
    control_.reply(ticket, {"busy"});
    return;
  }
  find_interpreter();
  change_.emplace();
  change_->ticket = ticket;
  change_->began = Loop::Clock::now();
  if (fields.front() == "restart") {
    begin_restart(fields);
  } else if (fields.front() == "handover") {
    begin_handover(fields);
  } else {
    begin_warm(fields);
  }
}

void Supervisor::begin_restart(const Fields& fields) {
  const auto grace = duration_in(fields, 1);
  if (fields.size() > 2 || (fields.size() == 2 && !grace)) {
    finish({"failed", "restart [GRACE_MS]"});
    return;
  }
  change_->kind = Change::Kind::restart;
  change_->grace = grace ? grace : options_.grace;
  let_the_old_one_go();
}

void Supervisor::begin_handover(const Fields& fields) {
  const auto deadline = duration_in(fields, 2);
  const auto grace = duration_in(fields, 3);
  if (fields.size() > 4 || !deadline || (fields.size() == 4 && !grace)) {
    finish({"failed", "handover HEALTH_PATH DEADLINE_MS [GRACE_MS]"});
    return;
  }
  if (!listen_socket_.valid()) {
    finish({"unavailable", "the server opens its port itself"});
    return;
  }
  change_->health_path = fields[1];
  change_->deadline = *deadline;
  change_->grace = grace ? grace : options_.grace;
  change_->timer = loop_.after(*deadline, [this] { deadline_has_passed(); });
  const bool runs = serving_ && serving_->runs();
  change_->kind = runs && !hold_is_needed() ? Change::Kind::handover : Change::Kind::hold;
  if (change_->kind == Change::Kind::handover) {
    start_the_new_one();
  } else {
    let_the_old_one_go();
  }
}

bool Supervisor::hold_is_needed() {
  std::uint64_t resident = 0;
  for (const pid_t pid : members_of(serving_->pid())) {
    resident += resident_bytes(pid);
  }
  const std::uint64_t needed = bytes_for_another(resident);
  const std::uint64_t available = available_memory_();
  if (needed <= available) {
    return false;
  }
  control_.reply(change_->ticket, {"hold", std::to_string(needed), std::to_string(available)});
  return true;
}

void Supervisor::let_the_old_one_go() {
  leaving_ = std::move(serving_);
  if (!leaving_) {
    old_one_is_gone();
    return;
  }
  if (leaving_->runs()) {
    const bool drains = change_->kind == Change::Kind::handover;
    control_.reply(change_->ticket,
                   {drains ? "draining" : "stopping", std::to_string(leaving_->pid())});
    leaving_->stop(options_.stop_signal, change_->grace.value_or(patience()));
  }
  // One that had ended before may be gone already.
  loop_.after({}, [this] { advance(); });
}

// One that ignores the signal does not end by itself, however long it is waited for. While it hands
// over it may still finish what it has begun.
std::chrono::milliseconds Supervisor::patience() const {
  constexpr std::chrono::seconds kPatience{10};
  constexpr std::chrono::seconds kLastRequests{1};
  if (!ignores_signal(leaving_->pid(), options_.stop_signal)) {
    return kPatience;
  }
  return change_->kind == Change::Kind::handover ? kLastRequests : std::chrono::seconds{0};
}

void Supervisor::old_one_is_gone() {
  if (is_ending_) {
    finish({"failed", "the container is being stopped"});
    return;
  }
  switch (change_->kind) {
    case Change::Kind::restart:
      serving_ = start_server();
      if (!serving_) {
        finish({"failed", "no process can be started"});
        return;
      }
      control_.reply(
          change_->ticket,
          {"started", std::to_string(serving_->pid()), std::to_string(serving_->started_ns())});
      finish({"done"});
      return;
    case Change::Kind::hold: start_the_new_one(); return;
    case Change::Kind::handover:
    case Change::Kind::warm: finish({"done"}); return;
  }
}

void Supervisor::start_the_new_one() {
  coming_ = start_server();
  if (!coming_) {
    finish({"failed", "no process can be started"});
    return;
  }
  control_.reply(
      change_->ticket,
      {"started", std::to_string(coming_->pid()), std::to_string(coming_->started_ns())});
  if (!change_->failure.empty()) {
    deadline_has_passed();  // while the old one was still ending
    return;
  }
  readiness_ = std::make_unique<Readiness>(
      loop_, *options_.listen, change_->health_path, coming_->pid(), [this] {
        new_one_is_ready("health");
      });
}

void Supervisor::new_one_is_ready(const std::string& how) {
  if (!change_->failure.empty()) {
    return;  // too late
  }
  readiness_.reset();
  loop_.cancel(change_->timer);
  control_.reply(change_->ticket,
                 {"ready",
                  std::to_string(coming_->pid()),
                  std::to_string(since(change_->began).count()),
                  how});
  if (change_->kind == Change::Kind::hold) {
    serving_ = std::move(coming_);
    finish({"done"});
    return;
  }
  let_the_old_one_go();
  serving_ = std::move(coming_);
}

void Supervisor::deadline_has_passed() {
  change_->failure = "not ready within " + in_words(change_->deadline);
  readiness_.reset();
  if (change_->kind == Change::Kind::warm) {
    finish({"failed", "no answer within " + in_words(change_->deadline)});
  } else if (change_->kind == Change::Kind::handover && coming_) {
    coming_->kill();
  } else if (coming_) {
    // Nobody else serves, so a slow one is better than none.
    serving_ = std::move(coming_);
    finish({"failed", change_->failure + "; it goes on starting"});
  }
}

void Supervisor::new_one_ended(int code) {
  readiness_.reset();
  loop_.cancel(change_->timer);
  if (change_->failure.empty()) {
    change_->failure =
        "the new server ended with code " + std::to_string(code) + " before it was ready";
  }
  exit_code_ = serving_ ? exit_code_ : code;
  control_.reply(change_->ticket, {"exited", std::to_string(coming_->pid()), std::to_string(code)});
}

void Supervisor::begin_warm(const Fields& fields) {
  const auto deadline = duration_in(fields, 1);
  if (fields.size() != 2 || !deadline) {
    finish({"failed", "warm DEADLINE_MS"});
    return;
  }
  if (!serving_ || !serving_->runs() || !serving_->words.understands_warm) {
    finish({"unavailable", "the server has not said that it can load its code anew"});
    return;
  }
  change_->kind = Change::Kind::warm;
  change_->deadline = *deadline;
  // One that is still starting owes us a READY=1 that is not about this.
  change_->is_answered = serving_->words.is_ready;
  change_->timer = loop_.after(*deadline, [this] { deadline_has_passed(); });
  bring_up_to_date(options_.follow);
  change_->asked_ns = nanoseconds_since_boot();
  serving_->signal(SIGHUP);
}

void Supervisor::warm_answer(const Assignments& assignments) {
  const auto value = [&](const char* name) {
    const auto found = assignments.find(name);
    return found == assignments.end() ? std::string{} : found->second;
  };
  change_->is_answered = change_->is_answered || value("RELOADING") == "1";
  if (const std::string number = value("ERRNO"); !number.empty() && number != "0") {
    finish({"failed", serving_->words.status});
  } else if (value("READY") == "1" && change_->is_answered) {
    serving_->has_loaded_anew(change_->asked_ns);
    finish({"done", serving_->words.status});
  }
}

// The last reply of the change.
void Supervisor::finish(const Fields& fields) {
  loop_.cancel(change_->timer);
  const Ticket ticket = std::move(change_->ticket);
  change_.reset();
  control_.reply(ticket, fields);
  end_if_nothing_is_left();
}

}  // namespace voicehub::agent
