#pragma once

#include <cstdint>
#include <optional>
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
  std::int64_t uptime_ns = 0;
  std::optional<std::int64_t> now_ns;  // since the epoch, at the moment of `uptime_ns`
  std::vector<Process> processes;
  std::vector<MountLine> mount_lines;
  std::vector<View> mounts;  // one for each question, in their order

  // The mount that is seen at `target`; null when nothing is mounted there by that very name.
  [[nodiscard]] const MountLine* mounted_at(std::string_view target) const;
};

// Reads what question.hpp describes. An error when anything is missing or cannot be understood.
[[nodiscard]] Result<Answer> parse_answer(std::string_view text,
                                          const std::vector<Question>& questions);

// When the process that loaded the source started, in nanoseconds since boot. It is the earliest
// descendant of process 1 that is not an init shim (docker-init, tini, our agent …), or process 1
// itself when that is none. The earliest, because a server's later children (workers, ffmpeg, a
// shell) say nothing about what the server has read: a doubt counts as "not loaded". What was put
// into the container from outside (exec, health checks, ourselves) descends from no process 1.
[[nodiscard]] std::optional<std::int64_t> server_start(const std::vector<Process>& processes);

}  // namespace voicehub::verify
