#include "core/agent/processes.hpp"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <climits>
#include <cstdlib>
#include <set>

#include "core/agent/files.hpp"

namespace voicehub::agent {
namespace {

std::string path_of(pid_t pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

std::string target_of(const std::string& link) {
  char target[PATH_MAX];
  const ssize_t length = readlink(link.c_str(), target, sizeof target);
  return {target, static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
}

std::vector<std::string> names_in(const std::string& path) {
  std::vector<std::string> names;
  DIR* folder = opendir(path.c_str());
  if (folder == nullptr) {
    return names;
  }
  while (const dirent* entry = readdir(folder)) {
    if (std::isdigit(static_cast<unsigned char>(entry->d_name[0])) != 0) {
      names.emplace_back(entry->d_name);
    }
  }
  closedir(folder);
  return names;
}

std::vector<Process> all_processes() {
  std::vector<Process> all;
  for (const std::string& name : names_in("/proc")) {
    if (const auto process = find_process(std::atoi(name.c_str()))) {
      all.push_back(*process);
    }
  }
  return all;
}

}  // namespace

std::optional<Process> find_process(pid_t pid) {
  auto stat = read_file(path_of(pid, "stat"));
  // The name is in brackets, and may hold anything, also brackets.
  const std::size_t end = stat ? stat->rfind(')') : std::string::npos;
  if (end == std::string::npos || end + 4 > stat->size()) {
    return std::nullopt;
  }
  char* next = stat->data() + end + 4;  // behind ") S "
  const auto parent = static_cast<pid_t>(std::strtol(next, &next, 10));
  const auto group = static_cast<pid_t>(std::strtol(next, &next, 10));
  return Process{.pid = pid, .parent = parent, .group = group};
}

std::vector<pid_t> members_of(pid_t leader) {
  const std::vector<Process> all = all_processes();
  std::set<pid_t> members;
  // Children may have smaller numbers than their parents, so look until nobody new is found.
  for (bool found = true; found;) {
    found = false;
    for (const Process& process : all) {
      if (process.group == leader || members.contains(process.parent)) {
        found = members.insert(process.pid).second || found;
      }
    }
  }
  return {members.begin(), members.end()};
}

bool is_member_of(pid_t pid, pid_t leader) {
  for (auto process = find_process(pid); process && process->pid > 1;
       process = find_process(process->parent)) {
    if (process->group == leader) {
      return true;
    }
  }
  return false;
}

std::string executable_of(pid_t pid) {
  return target_of(path_of(pid, "exe"));
}

bool holds_socket(pid_t pid, const std::string& inode) {
  const std::string folder = path_of(pid, "fd");
  const std::string socket = "socket:[" + inode + "]";
  return std::ranges::any_of(names_in(folder), [&](const std::string& file) {
    return target_of(folder + "/" + file) == socket;
  });
}

bool ignores_signal(pid_t pid, int number) {
  constexpr char kField[] = "\nSigIgn:";
  const auto status = read_file(path_of(pid, "status"));
  const std::size_t found = status ? status->find(kField) : std::string::npos;
  if (found == std::string::npos) {
    return false;
  }
  const std::uint64_t ignored =
      std::strtoull(status->c_str() + found + sizeof kField - 1, nullptr, 16);
  return ((ignored >> static_cast<unsigned>(number - 1)) & 1U) != 0;  // bit n-1 is signal n
}

std::uint64_t resident_bytes(pid_t pid) {
  auto statm = read_file(path_of(pid, "statm"));
  if (!statm) {
    return 0;
  }
  char* next = statm->data();
  std::strtoull(next, &next, 10);  // the size of its address space
  return std::strtoull(next, nullptr, 10) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace voicehub::agent
