#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

#include "core/ops/log_lines.hpp"

namespace voicehub::ops {

// Puts the lines of several containers in the order of their timestamps. A line goes out once every
// source has shown that it has nothing earlier, or once it has waited for `window`: while
// following, a source that is silent must not hold the others up.
class LogMerge {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // No window: wait until every source has ended or has a later line.
  explicit LogMerge(std::optional<std::chrono::milliseconds> window) : window_{window} {}

  // The number of a new source.
  [[nodiscard]] std::size_t open();
  // It has no more lines, or, after reopen(), has some again.
  void close(std::size_t source);
  void reopen(std::size_t source);
  void add(std::size_t source, LogLine line, Time now);

  [[nodiscard]] std::vector<LogLine> take(Time now);
  // When the next line will have waited long enough; nothing when none waits for the clock.
  [[nodiscard]] std::optional<Time> due() const;

 private:
  struct Waiting {
    LogLine line;
    Time arrived;
  };

  struct Source {
    std::deque<Waiting> lines;
    bool open = true;
  };

  [[nodiscard]] std::optional<std::size_t> earliest() const;
  [[nodiscard]] bool all_have_spoken() const;

  std::optional<std::chrono::milliseconds> window_;
  std::vector<Source> sources_;
};

}  // namespace voicehub::ops
