#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/verify/question.hpp"
#include "core/verify/view.hpp"

namespace voicehub::verify {

// One line of /proc/<id>/stat.
struct Process {
  int id = 0;
  int parent = 0;  // 0: none in this container
  std::string name;
  std::int64_t started_ns = 0;  // since boot, in steps of 10 ms
};

// One line of /proc/self/mountinfo.
struct MountLine {
  std::string root;      // the part of the mounted file system, as a path in it
  std::string target;    // where it is mounted
  bool deleted = false;  // `root` was unlinked after it was mounted
};

// What was found inside the container.
struct Answer {
  std::string boot_id;         // of the kernel that the container runs on
  std::int64_t uptime_ns = 0;  // of that kernel
  std::vector<Process> processes;
  std::vector<MountLine> mount_lines;
  std::vector<View> mounts;  // one for each question, in their order

  // The mount that is seen at `target`; null when nothing is mounted there by that very name.
  [[nodiscard]] const MountLine* mounted_at(std::string_view target) const;
};

// Reads what question.hpp describes. An error when anything is missing or cannot be understood.
[[nodiscard]] Result<Answer> parse_answer(std::string_view text,
                                          const std::vector<Question>& questions);

}  // namespace voicehub::verify
