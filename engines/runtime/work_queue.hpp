#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace voicehub::engines {

struct QueueLimits {
  int workers = 1;
  std::size_t waiting = 16;  // jobs beyond those that the workers have
};

// Short jobs do not wait behind long ones: while more than one worker is there, the last one takes
// only these.
enum class Lane { quick, normal };

// Nobody takes the job. `retry_after` is how long the queue will need for what waits, by what jobs
// have taken so far; at least a second.
struct Busy {
  std::chrono::seconds retry_after{1};
};

// Work on threads of its own, in the order in which it came. What does not fit is refused at once.
class WorkQueue {
 public:
  // Runs on a worker. Has to return soon once a stop is asked for.
  using Job = std::function<void(std::stop_token stop)>;

  // One job that was taken. Whoever lets go of it asks the job to stop; one that has not begun
  // never does.
  class Ticket {
   public:
    explicit Ticket(std::stop_source stop) : stop_{std::move(stop)} {}

    ~Ticket() { cancel(); }

    Ticket(Ticket&&) noexcept = default;
    Ticket& operator=(Ticket&&) noexcept = default;

    void cancel() { stop_.request_stop(); }

   private:
    std::stop_source stop_;
  };

  struct State {
    std::size_t waiting = 0;
    std::size_t running = 0;
    std::size_t refused = 0;  // since the start
  };

  explicit WorkQueue(QueueLimits limits);
  ~WorkQueue();  // asks what runs to stop, and waits for it
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  [[nodiscard]] std::expected<Ticket, Busy> submit(Lane lane, Job job);

  [[nodiscard]] State state() const;

 private:
  struct Entry {
    Lane lane;
    Job job;
    std::stop_source stop;
  };

  void work(bool quick_only);
  [[nodiscard]] std::deque<Entry>::iterator next_for(bool quick_only);
  [[nodiscard]] std::chrono::seconds retry_after() const;
  void drop_abandoned();

  QueueLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> waiting_;
  std::vector<std::stop_source> running_;
  std::size_t refused_ = 0;
  std::chrono::duration<double> usual_{1};  // how long a job takes, smoothed
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace voicehub::engines
