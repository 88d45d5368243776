#pragma once

#include <cstdint>
#include <string>

namespace voicehub::agent {

// The content of the files that say how much memory there is; empty where there is no such file.
struct MemoryFiles {
  struct Cgroup {
    std::string limit;  // bytes, or "max"
    std::string use;
    std::string statistics;
  };

  Cgroup v1;
  Cgroup v2;
  std::string meminfo;
};

MemoryFiles read_memory_files();

// What may still be used: the least of what the limits leave and what the machine has. Cached files
// that nobody has touched for a while do not count as used, because they make room.
std::uint64_t available_bytes(const MemoryFiles& files);

// What a second server takes, where the first has `resident`.
std::uint64_t bytes_for_another(std::uint64_t resident);

}  // namespace voicehub::agent
