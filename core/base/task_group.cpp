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
  const auto entry = children_.emplace(children_.end());
  ++running_;
  asio::co_spawn(
      executor_,
      run(*entry, std::move(child)),
      asio::bind_cancellation_slot(entry->signal.slot(), [this, entry](std::exception_ptr failure) {
        children_.erase(entry);
        --running_;
        ++ended_;
        if (failure && !failure_ && !is_cancelled_) {
          failure_ = failure;
        }
        wake_.cancel();
      }));
}

void TaskGroup::cancel() {
  is_cancelled_ = true;
  // A child may end while it is told to, and takes its signal out of the list.
  for (auto child = children_.begin(); child != children_.end();) {
    const auto current = child++;
    if (current->has_begun) {
      current->signal.emit(asio::cancellation_type::terminal);
    }
  }
}

// Asio itself must not find a child cancelled: where it begins and ends one, what it throws is
// nobody's.
asio::awaitable<void> TaskGroup::run(Child& child, asio::awaitable<void> work) {
  child.has_begun = true;
  if (is_cancelled_) {
    co_return;
  }
  std::exception_ptr thrown;
  try {
    co_await std::move(work);
  } catch (...) {
    thrown = std::current_exception();
  }
  co_await asio::this_coro::throw_if_cancelled(false);
  if (thrown) {
    std::rethrow_exception(thrown);
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
      cancel();
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
