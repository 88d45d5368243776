#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What /proc says about the processes that this one may see.
namespace voicehub::agent {

struct Process {
  pid_t pid = 0;
  pid_t parent = 0;
  pid_t group = 0;
};

// Nothing for a process that does not exist any more.
std::optional<Process> find_process(pid_t pid);

// Those that are in the process group `leader`, or descend from one that is.
std::vector<pid_t> members_of(pid_t leader);
bool is_member_of(pid_t pid, pid_t leader);

// Empty when we may not know it.
std::string executable_of(pid_t pid);

// Has one of its files open on this socket?
bool holds_socket(pid_t pid, const std::string& inode);

// Has it set the signal to be ignored? False for a process that does not exist.
bool ignores_signal(pid_t pid, int number);

std::uint64_t resident_bytes(pid_t pid);

}  // namespace voicehub::agent
