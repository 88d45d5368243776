#include "core/http/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::http {
namespace {

constexpr int kPatienceMilliseconds = 500;

int spawn(const std::vector<std::string>& command, int socket, int error_file, pid_t& process) {
  posix_spawn_file_actions_t files{};
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, socket, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, error_file, STDERR_FILENO);
  posix_spawnattr_t attributes{};
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  const int failure =
      ::posix_spawnp(&process, arguments.front(), &files, &attributes, arguments.data(), ::environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return failure;
}

bool exits_in_time(pid_t process) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
  if (handle < 0) {
    return false;
  }
  pollfd waiting{.fd = handle, .events = POLLIN, .revents = 0};
  const int ready = ::poll(&waiting, 1, kPatienceMilliseconds);
  ::close(handle);
  return ready == 1;
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& command, int& socket) {
  std::array<int, 2> pair{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return make_error(
        ErrorCode::failed,
        {},
        {},
        fmt::format("cannot make a socket pair for {}: {}", command.front(), std::strerror(errno)));
  }
  // A file and not a pipe: a command that writes a lot to it never blocks.
  const int error_file = ::memfd_create("stderr", MFD_CLOEXEC);
  pid_t process = -1;
  const int failure = spawn(command, pair[1], error_file, process);
  ::close(pair[1]);
  if (failure != 0) {
    ::close(pair[0]);
    ::close(error_file);
    return make_error(failure == ENOENT ? ErrorCode::not_found : ErrorCode::failed,
                      {},
                      {},
                      fmt::format("cannot run {}: {}", command.front(), std::strerror(failure)));
  }
  socket = pair[0];
  return ChildProcess{process, error_file};
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : process_{std::exchange(other.process_, -1)},
      error_file_{std::exchange(other.error_file_, -1)} {}

ChildProcess::~ChildProcess() {
  if (process_ > 0) {
    // The polite signal first: ssh puts the terminal back that it was asking a passphrase on.
    ::kill(process_, SIGTERM);
    if (!exits_in_time(process_)) {
      ::kill(process_, SIGKILL);
    }
    ::waitpid(process_, nullptr, 0);
  }
  if (error_file_ >= 0) {
    ::close(error_file_);
  }
}

std::string ChildProcess::error_output() const {
  std::array<char, 4096> text{};
  const ssize_t count = ::pread(error_file_, text.data(), text.size(), 0);
  return count > 0 ? std::string{trim({text.data(), static_cast<std::size_t>(count)})}
                   : std::string{};
}

}  // namespace voicehub::http
