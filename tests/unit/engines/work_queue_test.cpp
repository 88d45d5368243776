#include "engines/runtime/work_queue.hpp"

#include <atomic>
#include <future>

#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;

// A job that a test lets go on.
class Gate {
 public:
  WorkQueue::Job job() {
    return [this](const std::stop_token& stop) {
      ++begun_;
      while (!open_ && !stop.stop_requested()) {
        std::this_thread::yield();
      }
      stopped_ = stop.stop_requested();
      ++ended_;
    };
  }

  void open() { open_ = true; }

  void wait_begun(int count) const { wait(begun_, count); }

  void wait_ended(int count) const { wait(ended_, count); }

  [[nodiscard]] bool was_stopped() const { return stopped_; }

 private:
  static void wait(const std::atomic<int>& value, int least) {
    while (value < least) {
      std::this_thread::yield();
    }
  }

  std::atomic<bool> open_ = false;
  std::atomic<bool> stopped_ = false;
  std::atomic<int> begun_ = 0;
  std::atomic<int> ended_ = 0;
};

TEST(WorkQueue, RunsJobsInTheirOrder) {
  WorkQueue queue{{.workers = 1, .waiting = 8}};
  std::string order;
  std::promise<void> last;
  const auto first = queue.submit(Lane::normal, [&](const auto&) { order += "a"; });
  const auto second = queue.submit(Lane::normal, [&](const auto&) { order += "b"; });
  const auto third = queue.submit(Lane::normal, [&](const auto&) {
    order += "c";
    last.set_value();
  });
  last.get_future().wait();
  EXPECT_EQ(order, "abc");
}

TEST(WorkQueue, RefusesWhatDoesNotFitAndSaysWhenToComeBack) {
  Gate gate;
  WorkQueue queue{{.workers = 1, .waiting = 1}};
  const auto runs = queue.submit(Lane::normal, gate.job());
  const auto waits = queue.submit(Lane::normal, gate.job());
  ASSERT_TRUE(runs && waits);
  const auto refused = queue.submit(Lane::normal, gate.job());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().retry_after, 2s) << "two jobs of a second each, for all it knows";
  EXPECT_EQ(queue.state().refused, 1U);
  gate.open();
}

TEST(WorkQueue, StopsAJobWhoseTicketIsLetGo) {
  Gate gate;
  WorkQueue queue{{.workers = 1, .waiting = 1}};
  {
    const auto ticket = queue.submit(Lane::normal, gate.job());
    gate.wait_begun(1);
  }
  gate.wait_ended(1);
  EXPECT_TRUE(gate.was_stopped());
}

TEST(WorkQueue, GivesThePlaceOfAnAbandonedJobToTheNext) {
  Gate gate;
  WorkQueue queue{{.workers = 1, .waiting = 1}};
  const auto runs = queue.submit(Lane::normal, gate.job());
  gate.wait_begun(1);
  {
    const auto abandoned = queue.submit(Lane::normal, [](const auto&) { ADD_FAILURE(); });
  }
  EXPECT_TRUE(queue.submit(Lane::normal, gate.job()));
  gate.open();
}

TEST(WorkQueue, LetsAShortJobPassLongOnes) {
  Gate gate;
  WorkQueue queue{{.workers = 2, .waiting = 8}};
  std::vector<std::expected<WorkQueue::Ticket, Busy>> tickets;
  for (int i = 0; i < 4; ++i) {
    tickets.push_back(queue.submit(Lane::normal, gate.job()));
  }
  gate.wait_begun(1);
  std::promise<void> done;
  const auto quick = queue.submit(Lane::quick, [&](const auto&) { done.set_value(); });
  EXPECT_EQ(done.get_future().wait_for(5s), std::future_status::ready);
  gate.open();
}

TEST(WorkQueue, EndsWithWhatRunsAndNotWithWhatWaits) {
  Gate gate;
  std::optional<std::expected<WorkQueue::Ticket, Busy>> runs;
  std::optional<std::expected<WorkQueue::Ticket, Busy>> waits;
  {
    WorkQueue queue{{.workers = 1, .waiting = 1}};
    runs.emplace(queue.submit(Lane::normal, gate.job()));
    gate.wait_begun(1);
    waits.emplace(queue.submit(Lane::normal, [](const auto&) { ADD_FAILURE(); }));
  }
  EXPECT_TRUE(gate.was_stopped());
}

}  // namespace
}  // namespace voicehub::engines
