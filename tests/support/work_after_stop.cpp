#include "tests/support/work_after_stop.hpp"

#include <pthread.h>
#include <time.h>

#include <atomic>
#include <thread>
#include <utility>

namespace voicehub {
namespace {

using Seconds = std::chrono::duration<double>;

Seconds time_of(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

}  // namespace

Seconds work_after_stop(std::chrono::milliseconds before,
                        const std::function<void(std::stop_token)>& work) {
  std::atomic<bool> is_done = false;
  std::atomic<double> at_end = 0;
  // The clock of a thread that has ended cannot be read: it waits to be told.
  std::atomic<bool> may_end = false;
  std::jthread thread{[&](std::stop_token stop) {
    work(std::move(stop));
    at_end = time_of(CLOCK_THREAD_CPUTIME_ID).count();
    is_done = true;
    may_end.wait(false);
  }};
  clockid_t clock{};
  pthread_getcpuclockid(thread.native_handle(), &clock);
  while (time_of(clock) < before && !is_done) {
    std::this_thread::yield();
  }
  const Seconds at_stop = time_of(clock);
  thread.request_stop();
  may_end = true;
  may_end.notify_all();
  thread.join();
  return Seconds{at_end} - at_stop;
}

}  // namespace voicehub
