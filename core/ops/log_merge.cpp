#include "core/ops/log_merge.hpp"

#include <algorithm>

namespace voicehub::ops {

std::size_t LogMerge::open() {
  sources_.emplace_back();
  return sources_.size() - 1;
}

void LogMerge::close(std::size_t source) {
  sources_[source].open = false;
}

void LogMerge::reopen(std::size_t source) {
  sources_[source].open = true;
}

void LogMerge::add(std::size_t source, LogLine line, Time now) {
  sources_[source].lines.push_back({std::move(line), now});
}

std::vector<LogLine> LogMerge::take(Time now) {
  std::vector<LogLine> lines;
  while (const auto source = earliest()) {
    auto& waiting = sources_[*source].lines;
    const bool waited = window_ && waiting.front().arrived + *window_ <= now;
    if (!waited && !all_have_spoken()) {
      break;
    }
    lines.push_back(std::move(waiting.front().line));
    waiting.pop_front();
  }
  return lines;
}

std::optional<LogMerge::Time> LogMerge::due() const {
  const auto source = earliest();
  if (!source || !window_) {
    return std::nullopt;
  }
  return sources_[*source].lines.front().arrived + *window_;
}

std::optional<std::size_t> LogMerge::earliest() const {
  std::optional<std::size_t> found;
  TimePoint found_time;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const auto& lines = sources_[i].lines;
    if (!lines.empty() && (!found || lines.front().line.time < found_time)) {
      found = i;
      found_time = lines.front().line.time;
    }
  }
  return found;
}

bool LogMerge::all_have_spoken() const {
  return std::ranges::all_of(
      sources_, [](const Source& source) { return !source.open || !source.lines.empty(); });
}

}  // namespace voicehub::ops
