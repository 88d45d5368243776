#include "core/agent/loop.hpp"

#include <poll.h>

#include <algorithm>
#include <vector>

namespace voicehub::agent {

void Loop::watch(int file, short events, Handler handler) {
  watches_[file] = {.events = events, .handler = std::make_shared<Handler>(std::move(handler))};
}

void Loop::expect(int file, short events) {
  if (const auto watch = watches_.find(file); watch != watches_.end()) {
    watch->second.events = events;
  }
}

void Loop::forget(int file) {
  watches_.erase(file);
}

Loop::Timer Loop::after(Clock::duration delay, std::function<void()> handler) {
  Timer timer{Clock::now() + delay, ++timer_count_};
  timers_.emplace(timer, std::move(handler));
  return timer;
}

void Loop::cancel(const Timer& timer) {
  timers_.erase(timer);
}

void Loop::run() {
  while (running_) {
    fire_timers();
    if (running_) {
      wait();
    }
  }
}

void Loop::fire_timers() {
  const auto now = Clock::now();
  while (running_ && !timers_.empty() && timers_.begin()->first.first <= now) {
    const std::function<void()> handler = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    handler();
  }
}

void Loop::wait() {
  std::vector<pollfd> files;
  std::vector<std::shared_ptr<Handler>> handlers;
  for (const auto& [file, watch] : watches_) {
    files.push_back({.fd = file, .events = watch.events, .revents = 0});
    handlers.push_back(watch.handler);
  }
  timespec timeout{};
  if (!timers_.empty()) {
    const auto left = std::max(timers_.begin()->first.first - Clock::now(), Clock::duration{});
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    timeout = {.tv_sec = seconds.count(),
               .tv_nsec = std::chrono::nanoseconds{left - seconds}.count()};
  }
  if (ppoll(files.data(), files.size(), timers_.empty() ? nullptr : &timeout, nullptr) <= 0) {
    return;
  }
  for (std::size_t i = 0; running_ && i < files.size(); ++i) {
    // Another handler may have closed the file, and a new one may have its number.
    const auto watch = watches_.find(files[i].fd);
    if (files[i].revents != 0 && watch != watches_.end() && watch->second.handler == handlers[i]) {
      (*handlers[i])(files[i].revents);
    }
  }
}

}  // namespace voicehub::agent
