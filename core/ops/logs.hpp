#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/log_lines.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct LogsOptions {
  std::vector<std::string> services;  // empty: all
  bool follow = false;
  std::string since;        // see parse_point_in_time(); empty: from the beginning
  std::optional<int> tail;  // the last lines of each container; absent: all
  bool errors = false;      // only what ErrorFilter shows, out of the lines that `tail` leaves
};

// Takes lines in the order of their time, as many as there are at once.
using LogHandler = std::function<void(std::span<const LogLine> lines)>;

// Hands the lines of the services' containers to `handler`. With `follow` until it is cancelled:
// the log of a container that stops goes on, without a gap, when it or its successor starts.
[[nodiscard]] Task<void> logs(Session& session,
                              const Project& project,
                              LogsOptions options,
                              LogHandler handler);

}  // namespace voicehub::ops
