#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/base/paths.hpp"

namespace voicehub::watch {

// Holds the paths of a burst until it is over: nothing has happened for `quiet`, or the first of it
// is `longest` ago. A file that did not rest by then is restless: from now on it waits for itself
// alone, so that a log that is written without end delays no other file, and is not starved either.
class Settle {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `open`: somebody has written to the file and not closed it yet.
  enum class Activity { over, open };

  struct Settled {
    HostPath path;
    Time first;
  };

  Settle(std::chrono::milliseconds quiet, std::chrono::milliseconds longest)
      : quiet_{quiet}, longest_{longest} {}

  void add(const HostPath& path, Time now, Activity activity = Activity::over);

  // Those whose wait is over, each once.
  [[nodiscard]] std::vector<Settled> take(Time now);

  // When take() may have something next. Nothing when no path waits.
  [[nodiscard]] std::optional<Time> next() const;

  [[nodiscard]] bool empty() const { return calm_.empty() && noisy_.empty(); }

 private:
  struct Waiting {
    Time first;
    Time last;
    Activity activity = Activity::over;
  };

  using Paths = std::map<HostPath, Waiting>;

  [[nodiscard]] bool has_rested(const Waiting& waiting, Time now) const;
  [[nodiscard]] Time due(const Waiting& waiting) const;
  void take_calm(Time now, std::vector<Settled>& settled);
  void take_noisy(Time now, std::vector<Settled>& settled);

  std::chrono::milliseconds quiet_;
  std::chrono::milliseconds longest_;
  Paths calm_;            // wait for each other
  Waiting burst_;         // all of calm_ taken together
  std::size_t open_ = 0;  // how many of calm_ are open
  Paths noisy_;           // each for itself
  std::set<HostPath> restless_;
};

}  // namespace voicehub::watch
