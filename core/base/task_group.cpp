#include "core/base/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace voicehub {

namespace asio = boost::asio;

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_{std::move(executor)}, wake_{executor_, asio::steady_timer::time_point::max()} {}

void TaskGroup::spawn(asio::awaitable<void> child) {
  const auto signal = signals_.emplace(signals_.end());
  ++running_;
  asio::co_spawn(
      executor_,
      std::move(child),
      asio::bind_cancellation_slot(signal->slot(), [this, signal](std::exception_ptr failure) {
        signals_.erase(signal);
        --running_;
        ++ended_;
        if (failure && !failure_) {
          failure_ = failure;
        }
        wake_.cancel();
      }));
}

void TaskGroup::cancel_children() {
  // A child may end while it is told to, and takes its signal out of the list.
  for (auto signal = signals_.begin(); signal != signals_.end();) {
    const auto current = signal++;
    current->emit(asio::cancellation_type::terminal);
  }
}

asio::awaitable<void> TaskGroup::wait_one() {
  const auto state = co_await asio::this_coro::cancellation_state;
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  bool told = false;
  while (running_ > 0) {
    if (state.cancelled() != asio::cancellation_type::none && !told) {
      told = true;
      cancel_children();
      // What cancelled this coroutine would end every further wait at once: the children still have
      // to end.
      co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
      continue;
    }
    if (ended_ > 0 && !told) {
      break;
    }
    boost::system::error_code ignored;
    co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  ended_ = 0;
  co_await asio::this_coro::throw_if_cancelled(throws);
  if (told || state.cancelled() != asio::cancellation_type::none) {
    throw boost::system::system_error{asio::error::operation_aborted};
  }
  if (failure_) {
    std::rethrow_exception(std::exchange(failure_, nullptr));
  }
}

asio::awaitable<void> TaskGroup::join() {
  while (!idle()) {
    co_await wait_one();
  }
}

}  // namespace voicehub
