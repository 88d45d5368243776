#include "core/watch/settle.hpp"

#include <algorithm>

namespace voicehub::watch {

void Settle::add(const HostPath& path, Time now, Activity activity) {
  const bool is_restless = restless_.contains(path);
  auto& waiting = (is_restless ? noisy_ : calm_)
                      .try_emplace(path, Waiting{.first = now, .last = now})
                      .first->second;
  if (!is_restless) {
    burst_.first = calm_.size() == 1 ? waiting.first : burst_.first;
    burst_.last = now;
    open_ += activity == Activity::open ? 1 : 0;
    open_ -= waiting.activity == Activity::open ? 1 : 0;
    burst_.activity = open_ > 0 ? Activity::open : Activity::over;
  }
  waiting.last = now;
  waiting.activity = activity;
}

bool Settle::has_rested(const Waiting& waiting, Time now) const {
  return waiting.activity == Activity::over && waiting.last + quiet_ <= now;
}

Settle::Time Settle::due(const Waiting& waiting) const {
  const Time latest = waiting.first + longest_;
  return waiting.activity == Activity::open ? latest : std::min(latest, waiting.last + quiet_);
}

void Settle::take_calm(Time now, std::vector<Settled>& settled) {
  if (calm_.empty() || due(burst_) > now) {
    return;
  }
  for (const auto& [path, waiting] : calm_) {
    settled.push_back({.path = path, .first = waiting.first});
    if (!has_rested(waiting, now) && waiting.first + longest_ <= now) {
      restless_.insert(path);
    }
  }
  calm_.clear();
  open_ = 0;
}

void Settle::take_noisy(Time now, std::vector<Settled>& settled) {
  std::erase_if(noisy_, [&](const auto& entry) {
    const auto& [path, waiting] = entry;
    if (due(waiting) > now) {
      return false;
    }
    settled.push_back({.path = path, .first = waiting.first});
    if (has_rested(waiting, now)) {
      restless_.erase(path);
    }
    return true;
  });
}

std::vector<Settle::Settled> Settle::take(Time now) {
  std::vector<Settled> settled;
  take_calm(now, settled);
  take_noisy(now, settled);
  return settled;
}

std::optional<Settle::Time> Settle::next() const {
  std::optional<Time> next;
  if (!calm_.empty()) {
    next = due(burst_);
  }
  for (const auto& [path, waiting] : noisy_) {
    next = std::min(next.value_or(Time::max()), due(waiting));
  }
  return next;
}

}  // namespace voicehub::watch
