#pragma once

#include <cstddef>
#include <exception>
#include <list>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/base/task.hpp"

namespace voicehub {

// Children that run at once and never outlive their owner: whoever spawns must join (or wait_one()
// until idle) before the group is destroyed. When the owner is cancelled while it waits, the
// children are cancelled, waited for, and the cancellation goes on.
class TaskGroup {
 public:
  explicit TaskGroup(boost::asio::any_io_executor executor);

  void spawn(boost::asio::awaitable<void> child);

  [[nodiscard]] bool idle() const { return running_ == 0; }

  // Tells the children to end; what is spawned from now on does not begin. It is no failure of
  // theirs, and they still have to be joined.
  void cancel();

  // Where the owner may be cancelled between spawn() and these, it switches throw_if_cancelled off
  // for them: else they would not begin to wait.
  // Until at least one child has ended since the last call. Rethrows what a child threw.
  [[nodiscard]] boost::asio::awaitable<void> wait_one();
  [[nodiscard]] boost::asio::awaitable<void> join();

 private:
  struct Child {
    boost::asio::cancellation_signal signal;
    bool has_begun = false;
  };

  boost::asio::awaitable<void> run(Child& child, boost::asio::awaitable<void> work);

  boost::asio::any_io_executor executor_;
  boost::asio::steady_timer wake_;
  std::list<Child> children_;
  std::size_t running_ = 0;
  std::size_t ended_ = 0;
  std::exception_ptr failure_;
  bool is_cancelled_ = false;
};

// All of them at once; the results in the order of the tasks.
template <typename T>
[[nodiscard]] boost::asio::awaitable<std::vector<Result<T>>> run_all(std::vector<Task<T>> tasks) {
  std::vector<Result<T>> results;
  results.reserve(tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    results.push_back(make_error(ErrorCode::cancelled, "interrupted"));
  }
  TaskGroup group{co_await boost::asio::this_coro::executor};
  const auto keep = [](Task<T> task, Result<T>& slot) -> boost::asio::awaitable<void> {
    slot = co_await std::move(task);
  };
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    group.spawn(keep(std::move(tasks[i]), results[i]));
  }
  co_await group.join();
  co_return results;
}

}  // namespace voicehub
