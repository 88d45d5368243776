#pragma once

#include <string>
#include <vector>

namespace voicehub::agent {

// What to look at. core/verify/question.hpp says what each part means; the shell script there
// takes the same ones and prints the same lines.
struct Look {
  std::string leave_out;  // `-name pattern` and `-path pattern` joined by `-o`, one word a line
  std::string flags;      // one letter for each path: r, h or m
  std::vector<std::string> paths;
};

// The boot, the processes and the mounts, as /proc shows them. `process` is the one whose mounts
// are meant: "1", or "self".
std::string describe_system(const std::string& process);

// The paths of `look`, as this process sees them.
std::string describe_paths(const Look& look);

}  // namespace voicehub::agent
