#include "core/agent/spawn.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "core/agent/files.hpp"

namespace voicehub::agent {
namespace {

constexpr int kFirstListenFile = 3;  // sd_listen_fds(3)
// What the Engine sets where the image says nothing.
constexpr const char* kDefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) {
    all.push_back(text.data());
  }
  all.push_back(nullptr);
  return all;
}

std::string_view search_path(const std::vector<std::string>& environment) {
  for (const std::string& variable : environment) {
    if (variable.starts_with("PATH=")) {
      return std::string_view{variable}.substr(5);
    }
  }
  return kDefaultPath;
}

// Not execvpe(3): it hands whatever the kernel does not know to a shell, and a program that was
// built for another machine would then be a syntax error.
void execute(std::vector<std::string> command, std::vector<std::string> environment) {
  const std::string name = command.front();
  const std::vector<char*> arguments = pointers(command);
  const std::vector<char*> variables = pointers(environment);
  if (name.contains('/')) {
    execve(name.c_str(), arguments.data(), variables.data());
    return;
  }
  int worst = ENOENT;
  for (std::string_view rest = search_path(environment); !rest.empty();) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const std::string folder{rest.substr(0, end)};
    rest.remove_prefix(std::min(end + 1, rest.size()));
    execve(
        ((folder.empty() ? "." : folder) + "/" + name).c_str(), arguments.data(), variables.data());
    if (errno != ENOENT && errno != ENOTDIR) {
      worst = errno;
    }
  }
  errno = worst;
}

void close_from(int first) {
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) {
    return;
  }
  // Before Linux 5.9, or where a filter forbids it.
  DIR* folder = opendir("/proc/self/fd");
  std::vector<int> files;
  while (const dirent* entry = folder == nullptr ? nullptr : readdir(folder)) {
    files.push_back(std::atoi(entry->d_name));
  }
  for (const int file : files) {
    if (file >= first) {
      close(file);
    }
  }
}

void arrange_files(const Launch& launch) {
  for (int i = 0; i < 3; ++i) {
    if (launch.stdio[static_cast<std::size_t>(i)] != i) {
      dup2(launch.stdio[static_cast<std::size_t>(i)], i);
    }
  }
  if (launch.listen_file < 0) {
    close_from(kFirstListenFile);
    return;
  }
  if (launch.listen_file == kFirstListenFile) {
    fcntl(kFirstListenFile, F_SETFD, 0);
  } else {
    dup2(launch.listen_file, kFirstListenFile);
  }
  close_from(kFirstListenFile + 1);
}

void reset_signals(const sigset_t& mask) {
  for (int number = 1; number <= SIGRTMAX; ++number) {
    signal(number, SIG_DFL);
  }
  sigprocmask(SIG_SETMASK, &mask, nullptr);
}

[[noreturn]] void become(const Launch& launch) {
  setpgid(0, 0);
  if (launch.foreground) {
    // Whoever is not in the foreground would be stopped for asking.
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr);
    tcsetpgrp(STDIN_FILENO, getpid());
  }
  arrange_files(launch);
  reset_signals(launch.signal_mask);
  std::vector<std::string> environment = launch.environment;
  if (launch.listen_file >= 0) {
    environment.emplace_back("LISTEN_FDS=1");
    environment.push_back("LISTEN_PID=" + std::to_string(getpid()));
  }
  execute(launch.command, std::move(environment));
  const bool missing = errno == ENOENT || errno == ENOTDIR;
  say(launch.command.front() + ": " + (missing ? "not found" : std::strerror(errno)));
  _exit(missing ? 127 : 126);
}

}  // namespace

pid_t spawn(const Launch& launch) {
  const pid_t pid = fork();
  if (pid == 0) {
    become(launch);
  }
  if (pid > 0) {
    setpgid(pid, pid);  // both do it, and so neither has to wait
  }
  return pid;
}

}  // namespace voicehub::agent
