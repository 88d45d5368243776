#include "core/agent/supervisor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/agent/abstract_socket.hpp"
#include "core/agent/clock.hpp"
#include "core/agent/files.hpp"
#include "core/agent/follow.hpp"
#include "core/agent/listen_socket.hpp"
#include "core/agent/processes.hpp"
#include "core/agent/spawn.hpp"

namespace voicehub::agent {
namespace {

constexpr const char* kVersion = "1";
constexpr int kCannotRun = 125;  // as `docker run` has it for what is not the command's own failure
// A server is seldom its final program at once: a shell or a launcher comes first.
constexpr std::chrono::milliseconds kSettled{100};

constexpr std::array<int, 7> kForwarded{
    SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH};

bool is_stop_signal(int number, const RunOptions& options) {
  return number == SIGTERM || number == SIGINT || number == SIGQUIT ||
         number == options.stop_signal;
}

int exit_code_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Whoever starts us without stdio would have our sockets in its place.
void ensure_stdio() {
  int file = open("/dev/null", O_RDWR);
  while (file >= 0 && file <= STDERR_FILENO) {
    file = dup(file);
  }
  close(file);
}

std::vector<std::string> server_environment(const std::string& name) {
  std::vector<std::string> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text{*variable};
    if (!text.starts_with("NOTIFY_SOCKET=") && !text.starts_with("LISTEN_FDS=") &&
        !text.starts_with("LISTEN_PID=") && !text.starts_with("LISTEN_FDNAMES=")) {
      all.emplace_back(text);
    }
  }
  all.push_back("NOTIFY_SOCKET=@" + notify_address(name));
  return all;
}

bool is_python(const std::string& executable) {
  const std::string name = executable.substr(executable.rfind('/') + 1);
  return name.starts_with("python") || name.starts_with("pypy");
}

}  // namespace

Supervisor::Supervisor(RunOptions options, AvailableMemory available_memory)
    : options_{std::move(options)},
      available_memory_{std::move(available_memory)},
      control_{loop_,
               {.requested = [this](const Ticket& ticket,
                                    const Fields& fields) { on_request(ticket, fields); },
                .left = [this] { end_if_nothing_is_left(); }}},
      notify_{
          loop_,
          [this](pid_t sender, const Assignments& assignments) { on_notify(sender, assignments); }},
      checker_{loop_, [this](const Ticket& ticket, const Fields& answer) {
                 control_.reply(ticket, answer);
               }} {}

int Supervisor::run() {
  if (!prepare()) {
    return kCannotRun;
  }
  serving_ = start_server();
  if (!serving_) {
    return kCannotRun;
  }
  loop_.run();
  checker_.stop();
  if (owns_terminal_) {
    tcsetpgrp(STDIN_FILENO, getpgrp());
  }
  return exit_code_;
}

bool Supervisor::prepare() {
  ensure_stdio();
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  // Whatever the file is called. `verify` must not take us for the server.
  prctl(PR_SET_NAME, "voicehub-agent");
  owns_terminal_ = isatty(STDIN_FILENO) != 0 && tcgetpgrp(STDIN_FILENO) == getpgrp();
  signal(SIGCHLD, SIG_DFL);  // an ignored one would reap children before we see them
  signal(SIGPIPE, SIG_IGN);
  sigset_t mask;
  sigemptyset(&mask);
  for (const int number : kForwarded) {
    sigaddset(&mask, number);
  }
  sigaddset(&mask, options_.stop_signal);
  sigaddset(&mask, SIGCHLD);
  sigaddset(&mask, SIGTTOU);  // the terminal is the server's when we take it back
  sigprocmask(SIG_BLOCK, &mask, &original_mask_);
  sigdelset(&mask, SIGTTOU);
  signals_ = Descriptor{signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK)};
  loop_.watch(signals_.number(), POLLIN, [this](short) { on_signals(); });
  if (options_.listen) {
    auto file = open_listen_socket(*options_.listen);
    if (!file) {
      say(file.error());
      return false;
    }
    listen_socket_ = std::move(*file);
  }
  // Last, because whoever reaches us may count on the rest.
  if (!notify_.open(notify_address(options_.name)) ||
      !control_.open(control_address(options_.name))) {
    say("cannot be reached as '" + options_.name + "': " + std::strerror(errno));
    return false;
  }
  return true;
}

std::unique_ptr<Generation> Supervisor::start_server() {
  bring_up_to_date(options_.follow);
  // Before the process exists: an edit that is older than this is in it.
  const std::int64_t started = nanoseconds_since_boot();
  const pid_t pid = spawn({.command = options_.command,
                           .environment = server_environment(options_.name),
                           .listen_file = listen_socket_.number(),
                           .foreground = owns_terminal_,
                           .signal_mask = original_mask_});
  if (pid < 0) {
    say(std::string{"cannot start a process: "} + std::strerror(errno));
    return nullptr;
  }
  loop_.after(kSettled, [this] { find_interpreter(); });
  return std::make_unique<Generation>(loop_, pid, started);
}

void Supervisor::on_signals() {
  signalfd_siginfo info{};
  bool children = false;
  while (read(signals_.number(), &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGCHLD) {
      children = true;
    } else {
      forward(static_cast<int>(info.ssi_signo));
    }
  }
  if (children) {
    reap();
  }
  advance();
}

void Supervisor::forward(int number) {
  const bool stops = is_stop_signal(number, options_);
  is_ending_ = is_ending_ || stops;
  if (serving_) {
    serving_->signal(number);
  }
  if (leaving_ && (stops || !serving_)) {
    leaving_->signal(number);
  }
  if (coming_ && (stops || !serving_)) {
    coming_->signal(number);
  }
}

void Supervisor::reap() {
  for (;;) {
    siginfo_t info{};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) {
      return;
    }
    main_is_ending(info.si_pid);
    int status = 0;
    waitpid(info.si_pid, &status, 0);
    ended(info.si_pid, exit_code_of(status));
  }
}

void Supervisor::main_is_ending(pid_t pid) {
  for (const Generation* generation : {serving_.get(), coming_.get(), leaving_.get()}) {
    if (generation != nullptr && generation->pid() == pid) {
      generation->main_is_ending();
    }
  }
}

void Supervisor::ended(pid_t pid, int code) {
  if (serving_ && serving_->pid() == pid && serving_->runs()) {
    serving_->main_has_ended();
    serving_ended(code);
  } else if (coming_ && coming_->pid() == pid && coming_->runs()) {
    coming_->main_has_ended();
    new_one_ended(code);
  } else if (change_ && leaving_ && leaving_->pid() == pid && leaving_->runs()) {
    leaving_->main_has_ended();
    exit_code_ = serving_ ? exit_code_ : code;
    control_.reply(change_->ticket,
                   {"stopped",
                    std::to_string(pid),
                    std::to_string(code),
                    std::to_string(leaving_->stop_took().count()),
                    leaving_->was_killed() ? "1" : "0"});
  } else {
    checker_.child_ended(pid);
    return;
  }
  // What does not die when it is killed is not waited for.
  loop_.after(kKilledGroup, [this] { advance(); });
}

void Supervisor::serving_ended(int code) {
  exit_code_ = code;
  control_.tell_all({"exited", std::to_string(serving_->pid()), std::to_string(code)});
  if (change_ && change_->kind == Change::Kind::warm) {
    finish({"failed", "the server ended with code " + std::to_string(code)});
  }
}

// Called after everything that can have ended a group.
void Supervisor::advance() {
  if (leaving_ && leaving_->is_gone()) {
    leaving_.reset();
    old_one_is_gone();
  }
  if (change_ && coming_ && coming_->is_gone()) {
    coming_.reset();
    finish({"failed", change_->failure});
  }
  end_if_nothing_is_left();
}

void Supervisor::end_if_nothing_is_left() {
  for (const Generation* generation : {serving_.get(), coming_.get(), leaving_.get()}) {
    if (generation != nullptr && generation->runs()) {
      return;
    }
  }
  if (is_ending_ || (!change_ && !control_.has_clients())) {
    loop_.stop();
  }
}

Generation* Supervisor::generation_of(pid_t pid) {
  const bool lives = pid > 0 && find_process(pid).has_value();
  Generation* only = nullptr;
  int count = 0;
  for (Generation* generation : {serving_.get(), coming_.get(), leaving_.get()}) {
    if (generation == nullptr || !generation->runs()) {
      continue;
    }
    if (lives && is_member_of(pid, generation->pid())) {
      return generation;
    }
    only = generation;
    ++count;
  }
  // A short-lived helper may be gone before its word is read.
  return pid > 0 && !lives && count == 1 ? only : nullptr;
}

void Supervisor::on_notify(pid_t sender, const Assignments& assignments) {
  Generation* generation = generation_of(sender);
  if (generation == nullptr) {
    return;
  }
  const auto says = [&](const char* name, std::string_view value) {
    const auto found = assignments.find(name);
    return found != assignments.end() && found->second == value;
  };
  if (const auto status = assignments.find("STATUS"); status != assignments.end()) {
    generation->words.status = status->second;
    control_.tell_all({"status", status->second});
  }
  generation->words.understands_warm |=
      says("X_VOICEHUB_WARM", "1") || generation->words.status.starts_with("voicehub-runner");
  if (generation == serving_.get() && change_ && change_->kind == Change::Kind::warm) {
    warm_answer(assignments);
  }
  if (says("READY", "1")) {
    generation->words.is_ready = true;
    if (generation == coming_.get()) {
      new_one_is_ready("notify");
    }
  }
}

void Supervisor::on_request(const Ticket& ticket, const Fields& fields) {
  const std::string verb = fields.empty() ? "" : fields.front();
  if (verb == "hello") {
    hello(ticket);
  } else if (verb == "check") {
    check(ticket, fields);
  } else if (verb == "restart" || verb == "handover" || verb == "warm") {
    begin_change(ticket, fields);
  } else {
    control_.reply(ticket, {"failed", "unknown request '" + verb + "'"});
  }
}

void Supervisor::hello(const Ticket& ticket) {
  const bool runs = serving_ && serving_->runs();
  control_.reply(ticket,
                 {"done",
                  kVersion,
                  std::to_string(runs ? serving_->pid() : 0),
                  std::to_string(runs ? serving_->loaded_ns() : 0),
                  change_ ? "changing" : (runs ? "running" : "stopped")});
}

void Supervisor::check(const Ticket& ticket, const Fields& fields) {
  if (fields.size() != 4 || fields[1] != "python") {
    control_.reply(ticket, {"unavailable", "only 'check python PATH SHOWN_AS' is known"});
    return;
  }
  find_interpreter();
  if (interpreter_.empty()) {
    control_.reply(ticket, {"unavailable", "the server is no Python program"});
    return;
  }
  checker_.check(ticket, interpreter_, {.path = fields[2], .shown_as = fields[3]});
}

// The main process, or the first of its group: a shell may have stayed in front.
void Supervisor::find_interpreter() {
  if (!serving_ || !serving_->runs()) {
    return;
  }
  if (const std::string executable = executable_of(serving_->pid()); is_python(executable)) {
    interpreter_ = executable;
    return;
  }
  for (const pid_t pid : members_of(serving_->pid())) {
    if (const std::string executable = executable_of(pid); is_python(executable)) {
      interpreter_ = executable;
      return;
    }
  }
  interpreter_.clear();
}

}  // namespace voicehub::agent
