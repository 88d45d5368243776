#include "tests/scenario/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <gtest/gtest.h>

namespace voicehub::scenario {
namespace {

using Clock = std::chrono::steady_clock;

// In the child, between fork and exec.
[[noreturn]] void become(const std::vector<std::string>& command, const RunOptions& options) {
  for (const char* name : {"NO_COLOR", "CLICOLOR_FORCE", "COMPOSE_FILE", "COMPOSE_PROJECT_NAME"}) {
    unsetenv(name);
  }
  for (const auto& [name, value] : options.environment) {
    setenv(name.c_str(), value.c_str(), 1);
  }
  signal(SIGPIPE, SIG_DFL);
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  if (chdir(options.folder.c_str()) == 0) {
    execvp(arguments.front(), arguments.data());
  }
  std::perror(arguments.front());
  _exit(127);
}

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    std::perror("pipe2");
    std::abort();
  }
  return {ends[0], ends[1]};
}

void close_once(int& descriptor) {
  if (descriptor >= 0) {
    close(std::exchange(descriptor, -1));
  }
}

// False at the end of the stream. A terminal whose last user has gone answers EIO.
bool take_in(int descriptor, std::string& text) {
  std::array<char, 65536> buffer{};
  const ssize_t count = read(descriptor, buffer.data(), buffer.size());
  if (count <= 0) {
    return count < 0 && (errno == EINTR || errno == EAGAIN);
  }
  text.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

}  // namespace

Process::Process(pid_t pid, int input, int output, int error_output)
    : pid_{pid}, input_{input}, output_fd_{output}, error_fd_{error_output} {
  fcntl(input_, F_SETFL, fcntl(input_, F_GETFL) | O_NONBLOCK);
  // Whoever ends without reading its input must not take the test with it.
  signal(SIGPIPE, SIG_IGN);
}

Process::Process(Process&& other) noexcept
    : pid_{std::exchange(other.pid_, -1)},
      input_{std::exchange(other.input_, -1)},
      output_fd_{std::exchange(other.output_fd_, -1)},
      error_fd_{std::exchange(other.error_fd_, -1)},
      output_{std::move(other.output_)},
      error_output_{std::move(other.error_output_)},
      to_type_{std::move(other.to_type_)},
      close_when_typed_{other.close_when_typed_},
      started_{other.started_} {}

Process::~Process() {
  if (pid_ > 0) {
    kill(-pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close_once(input_);
  close_once(output_fd_);
  close_once(error_fd_);
}

Process Process::start(const std::vector<std::string>& command, const RunOptions& options) {
  const Pipe input = make_pipe();
  const Pipe output = make_pipe();
  const Pipe error_output = make_pipe();
  const pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    dup2(input.read, STDIN_FILENO);
    dup2(output.write, STDOUT_FILENO);
    dup2(error_output.write, STDERR_FILENO);
    become(command, options);
  }
  setpgid(pid, pid);
  close(input.read);
  close(output.write);
  close(error_output.write);
  return {pid, input.write, output.read, error_output.read};
}

Process Process::start_in_terminal(const std::vector<std::string>& command,
                                   const RunOptions& options,
                                   TerminalSize size) {
  winsize window{.ws_row = size.rows, .ws_col = size.columns, .ws_xpixel = 0, .ws_ypixel = 0};
  int terminal = -1;
  const pid_t pid = forkpty(&terminal, nullptr, nullptr, &window);
  if (pid == 0) {
    setenv("TERM", "xterm-256color", 1);
    become(command, options);
  }
  fcntl(terminal, F_SETFD, FD_CLOEXEC);
  return {pid, fcntl(terminal, F_DUPFD_CLOEXEC, 0), terminal, -1};
}

bool Process::pump(std::chrono::milliseconds limit) {
  if (output_fd_ < 0 && error_fd_ < 0) {
    return false;
  }
  std::array<pollfd, 3> streams{pollfd{output_fd_, POLLIN, 0},
                                pollfd{error_fd_, POLLIN, 0},
                                pollfd{to_type_.empty() ? -1 : input_, POLLOUT, 0}};
  if (poll(streams.data(), streams.size(), static_cast<int>(limit.count())) <= 0) {
    return true;
  }
  if (streams[0].revents != 0 && !take_in(output_fd_, output_)) {
    close_once(output_fd_);
  }
  if (streams[1].revents != 0 && !take_in(error_fd_, error_output_)) {
    close_once(error_fd_);
  }
  if (streams[2].revents != 0) {
    hand_out();
  }
  return true;
}

void Process::hand_out() {
  const ssize_t count = write(input_, to_type_.data(), to_type_.size());
  const bool gone = count < 0 && errno != EAGAIN && errno != EINTR;
  to_type_.erase(0, gone ? to_type_.size() : static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (to_type_.empty() && close_when_typed_) {
    close_once(input_);
  }
}

bool Process::wait_until(const std::function<bool(const std::string& output)>& is_so,
                         std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  while (!is_so(output_)) {
    if (Clock::now() > end || !pump(20ms)) {
      return is_so(output_);
    }
  }
  return true;
}

bool Process::wait_for(std::string_view text, std::chrono::milliseconds deadline) {
  const bool came =
      wait_until([&](const std::string& output) { return output.contains(text); }, deadline);
  EXPECT_TRUE(came) << "no '" << text << "' in the output:\n" << output_ << error_output_;
  return came;
}

void Process::type(std::string_view bytes) {
  to_type_ += bytes;
  hand_out();
}

void Process::close_input() {
  close_when_typed_ = true;
  hand_out();
}

void Process::resize(TerminalSize size) {
  const winsize window{.ws_row = size.rows, .ws_col = size.columns, .ws_xpixel = 0, .ws_ypixel = 0};
  ioctl(input_, TIOCSWINSZ, &window);
}

void Process::send_signal(int signal) const {
  kill(pid_, signal);
}

bool Process::terminal_is_cooked() const {
  termios modes{};
  return tcgetattr(input_, &modes) == 0 && (modes.c_lflag & ECHO) != 0 &&
         (modes.c_lflag & ICANON) != 0 && (modes.c_oflag & OPOST) != 0;
}

Finished Process::finish(std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  int status = 0;
  bool open = true;
  while (open || waitpid(pid_, &status, WNOHANG) == 0) {
    if (Clock::now() > end) {
      ADD_FAILURE() << "still running after " << deadline.count() << " ms:\n"
                    << output_ << error_output_;
      kill(-pid_, SIGKILL);
      waitpid(pid_, &status, 0);
      break;
    }
    if (open) {
      open = pump(20ms);
    } else {
      poll(nullptr, 0, 1);
    }
  }
  pid_ = -1;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {
      .exit_code = code,
      .output = output_,
      .error_output = error_output_,
      .elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_)};
}

Finished run(const std::vector<std::string>& command, const RunOptions& options) {
  Process process = Process::start(command, options);
  process.type(options.input);
  process.close_input();
  return process.finish(options.deadline);
}

bool eventually(const std::function<bool()>& is_so, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > end) {
      ADD_FAILURE() << "not so within " << deadline.count() << " ms";
      return false;
    }
    poll(nullptr, 0, 20);
  }
  return true;
}

}  // namespace voicehub::scenario
