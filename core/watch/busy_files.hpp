#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <vector>

#include "core/base/paths.hpp"

namespace voicehub::watch {

// Tells files that a program writes again and again, a state or a metric, from those that people
// edit: nobody saves a file six times in three seconds. Such a file would restart its own server
// without end. After a minute of rest it counts again.
class BusyFiles {
 public:
  using Time = std::chrono::steady_clock::time_point;

  enum class Verdict {
    counts,
    becomes_busy,  // with this change; told once
    busy,
  };

  // For each change of the file, as it is found.
  [[nodiscard]] Verdict note(const HostPath& file, Time now);

  [[nodiscard]] std::vector<HostPath> busy() const;

 private:
  struct Changes {
    std::deque<Time> recent;
    bool busy = false;
  };

  std::map<HostPath, Changes> files_;
};

}  // namespace voicehub::watch
