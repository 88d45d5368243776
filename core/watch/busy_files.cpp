#include "core/watch/busy_files.hpp"

namespace voicehub::watch {

BusyFiles::Verdict BusyFiles::note(const HostPath& file, Time now) {
  constexpr std::chrono::seconds kWindow{3};
  constexpr std::chrono::minutes kRest{1};
  constexpr std::size_t kOften = 6;
  Changes& changes = files_[file];
  if (!changes.recent.empty() && now - changes.recent.back() >= kRest) {
    changes = {};
  }
  changes.recent.push_back(now);
  while (now - changes.recent.front() > kWindow) {
    changes.recent.pop_front();
  }
  if (changes.busy) {
    return Verdict::busy;
  }
  changes.busy = changes.recent.size() >= kOften;
  return changes.busy ? Verdict::becomes_busy : Verdict::counts;
}

std::vector<HostPath> BusyFiles::busy() const {
  std::vector<HostPath> busy;
  for (const auto& [file, changes] : files_) {
    if (changes.busy) {
      busy.push_back(file);
    }
  }
  return busy;
}

}  // namespace voicehub::watch
