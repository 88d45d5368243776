#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/verify/answer.hpp"

namespace voicehub::verify {

// When the process that loaded the source started, since boot. It is the earliest descendant of
// process 1 that is not an init shim (docker-init, tini, our agent …) or our agent's checker of
// Python files, or process 1 itself when there is none. The earliest, because a server's later
// children (workers, ffmpeg, a shell) say nothing about what the server has read: a doubt counts as
// "not loaded". What was put into the container from outside (exec, health checks, ourselves)
// descends from no process 1.
[[nodiscard]] std::optional<std::int64_t> server_start_since_boot(
    const std::vector<Process>& processes);

// The kernel that this program runs on.
struct Boot {
  std::string id;
  std::int64_t at_ns = 0;  // since the epoch
};

[[nodiscard]] Boot this_boot();

// The same as a time since the epoch, to compare with the times of files. A container on this
// kernel counts from the same boot. One in a virtual machine has a clock of its own: it is asked
// how long the process has been running by then, counted back from `asked_ns`, the moment before it
// was asked, which makes the process older than it is and never younger.
[[nodiscard]] std::optional<std::int64_t> server_start(const Answer& answer,
                                                       const Boot& boot,
                                                       std::int64_t asked_ns);

}  // namespace voicehub::verify
