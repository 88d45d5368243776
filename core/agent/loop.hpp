#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace voicehub::agent {

// What process 1 does all day: waits for files and for time, in one thread.
class Loop {
 public:
  using Clock = std::chrono::steady_clock;
  using Timer = std::pair<Clock::time_point, std::uint64_t>;
  using Handler = std::function<void(short)>;

  // Calls `handler` with what poll(2) says about `file`. `events` may be 0: then only of its end.
  void watch(int file, short events, Handler handler);
  void expect(int file, short events);
  void forget(int file);

  // Calls `handler` once. To cancel a timer that has fired, or a default one, does nothing.
  Timer after(Clock::duration delay, std::function<void()> handler);
  void cancel(const Timer& timer);

  // Returns after stop().
  void run();

  void stop() { running_ = false; }

 private:
  struct Watch {
    short events = 0;
    std::shared_ptr<Handler> handler;  // shared: it may forget itself while it runs
  };

  void wait();
  void fire_timers();

  bool running_ = true;
  std::map<int, Watch> watches_;
  std::map<Timer, std::function<void()>> timers_;
  std::uint64_t timer_count_ = 0;
};

}  // namespace voicehub::agent
