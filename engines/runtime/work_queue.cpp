#include "engines/runtime/work_queue.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace voicehub::engines {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

WorkQueue::WorkQueue(QueueLimits limits) : limits_{limits} {
  for (int i = 0; i < limits_.workers; ++i) {
    const bool quick_only = limits_.workers > 1 && i == limits_.workers - 1;
    threads_.emplace_back([this, quick_only] { work(quick_only); });
  }
}

WorkQueue::~WorkQueue() {
  {
    const std::scoped_lock lock{mutex_};
    closing_ = true;
    for (Entry& entry : waiting_) {
      entry.stop.request_stop();
    }
    for (std::stop_source& stop : running_) {
      stop.request_stop();
    }
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

std::expected<WorkQueue::Ticket, Busy> WorkQueue::submit(Lane lane, Job job) {
  std::stop_source stop;
  {
    const std::scoped_lock lock{mutex_};
    drop_abandoned();
    const std::size_t places = limits_.waiting + static_cast<std::size_t>(limits_.workers);
    if (waiting_.size() + running_.size() >= places) {
      ++refused_;
      return std::unexpected(Busy{retry_after()});
    }
    waiting_.push_back({lane, std::move(job), stop});
  }
  changed_.notify_all();
  return Ticket{std::move(stop)};
}

WorkQueue::State WorkQueue::state() const {
  const std::scoped_lock lock{mutex_};
  return {.waiting = waiting_.size(), .running = running_.size(), .refused = refused_};
}

void WorkQueue::work(bool quick_only) {
  std::unique_lock lock{mutex_};
  while (true) {
    changed_.wait(lock, [&] { return closing_ || next_for(quick_only) != waiting_.end(); });
    if (closing_) {
      return;
    }
    const auto next = next_for(quick_only);
    Entry entry = std::move(*next);
    waiting_.erase(next);
    if (entry.stop.stop_requested()) {
      continue;
    }
    running_.push_back(entry.stop);
    lock.unlock();
    const auto began = Clock::now();
    entry.job(entry.stop.get_token());
    entry.job = {};  // what it holds is let go on this thread, and not under the lock
    const std::chrono::duration<double> took = Clock::now() - began;
    lock.lock();
    std::erase(running_, entry.stop);
    constexpr double kWeight = 0.2;
    usual_ += kWeight * (took - usual_);
  }
}

std::deque<WorkQueue::Entry>::iterator WorkQueue::next_for(bool quick_only) {
  return quick_only ? std::ranges::find(waiting_, Lane::quick, &Entry::lane) : waiting_.begin();
}

std::chrono::seconds WorkQueue::retry_after() const {
  const auto jobs = static_cast<double>(waiting_.size() + running_.size());
  const double seconds = usual_.count() * jobs / limits_.workers;
  return std::chrono::seconds{std::max<long>(1, std::lround(std::ceil(seconds)))};
}

// A client that has gone takes no place from the others.
void WorkQueue::drop_abandoned() {
  std::erase_if(waiting_, [](const Entry& entry) { return entry.stop.stop_requested(); });
}

}  // namespace voicehub::engines
