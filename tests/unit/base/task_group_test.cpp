#include "core/base/task_group.hpp"

#include <chrono>
#include <functional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

namespace voicehub {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

Task<int> doubled(int value) {
  const auto executor = co_await asio::this_coro::executor;
  co_await asio::post(executor, asio::use_awaitable);
  if (value < 0) {
    co_return make_error(ErrorCode::failed, "negative");
  }
  co_return value * 2;
}

asio::awaitable<void> sleep_until_cancelled(int& cancelled) {
  asio::steady_timer timer{co_await asio::this_coro::executor, 1h};
  try {
    co_await timer.async_wait(asio::use_awaitable);
  } catch (const boost::system::system_error&) {
    ++cancelled;
    throw;
  }
}

TEST(RunAll, KeepsResultsInTheOrderOfTheTasks) {
  asio::io_context io;
  std::vector<Result<int>> results;
  const auto run = [&]() -> asio::awaitable<void> {
    std::vector<Task<int>> tasks;
    tasks.push_back(doubled(1));
    tasks.push_back(doubled(-1));
    tasks.push_back(doubled(3));
    results = co_await run_all(std::move(tasks));
  };
  asio::co_spawn(io, run(), asio::detached);
  io.run();
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(*results[0], 2);
  EXPECT_EQ(results[1].error().message, "negative");
  EXPECT_EQ(*results[2], 6);
}

TEST(RunAll, EndsAtOnceWithNothingToDo) {
  asio::io_context io;
  bool ended = false;
  const auto run = [&]() -> asio::awaitable<void> {
    ended = (co_await run_all(std::vector<Task<int>>{})).empty();
  };
  asio::co_spawn(io, run(), asio::detached);
  io.run();
  EXPECT_TRUE(ended);
}

TEST(TaskGroup, CancelsAndWaitsForItsChildrenWhenItsOwnerIsCancelled) {
  asio::io_context io;
  asio::cancellation_signal signal;
  int cancelled = 0;
  bool owner_was_told = false;
  const auto owner = [&]() -> asio::awaitable<void> {
    TaskGroup group{co_await asio::this_coro::executor};
    group.spawn(sleep_until_cancelled(cancelled));
    group.spawn(sleep_until_cancelled(cancelled));
    co_await group.join();
  };
  asio::co_spawn(
      io, owner(), asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr failure) {
        owner_was_told = failure != nullptr;
      }));
  io.poll();
  signal.emit(asio::cancellation_type::terminal);
  io.run();
  EXPECT_EQ(cancelled, 2);
  EXPECT_TRUE(owner_was_told);
}

TEST(TaskGroup, WaitsForTheOthersWhenOneEndsAsItsOwnerIsCancelled) {
  asio::io_context io;
  asio::cancellation_signal signal;
  int cancelled = 0;
  bool ended = false;
  const auto run = [&]() -> asio::awaitable<void> {
    TaskGroup group{io.get_executor()};
    group.spawn(sleep_until_cancelled(cancelled));
    group.spawn([](asio::cancellation_signal& owner) -> asio::awaitable<void> {
      co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
      owner.emit(asio::cancellation_type::terminal);
      co_return;
    }(signal));
    co_await group.join();
  };
  const auto note_end = [&](const std::exception_ptr&) {
    ended = true;
    EXPECT_EQ(cancelled, 1) << "the group was gone before its child";
  };
  asio::co_spawn(io, run(), asio::bind_cancellation_slot(signal.slot(), note_end));
  io.run_for(1s);
  EXPECT_TRUE(ended);
}

// A wait that takes errors as values would wait on for ever.
TEST(TaskGroup, LeavesItsOwnerAsEasyToCancelAsBefore) {
  asio::io_context io;
  asio::cancellation_signal signal;
  bool ended = false;
  const auto run = [&]() -> asio::awaitable<void> {
    TaskGroup group{io.get_executor()};
    group.spawn([]() -> asio::awaitable<void> { co_return; }());
    co_await group.join();
    asio::steady_timer timer{io.get_executor()};
    while (true) {
      timer.expires_after(1h);
      co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
  };
  const auto note_end = [&](const std::exception_ptr&) { ended = true; };
  asio::co_spawn(io, run(), asio::bind_cancellation_slot(signal.slot(), note_end));
  io.poll();
  signal.emit(asio::cancellation_type::terminal);
  io.poll();
  EXPECT_TRUE(ended);
}

TEST(TaskGroup, PassesOnWhatAChildThrows) {
  asio::io_context io;
  bool caught = false;
  const auto child = []() -> asio::awaitable<void> {
    throw std::logic_error{"bug"};
    co_return;
  };
  const auto owner = [&]() -> asio::awaitable<void> {
    TaskGroup group{co_await asio::this_coro::executor};
    group.spawn(child());
    try {
      co_await group.join();
    } catch (const std::logic_error&) {
      caught = true;
    }
  };
  asio::co_spawn(io, owner(), asio::detached);
  io.run();
  EXPECT_TRUE(caught);
}

// Runs the owner of a group to its end.
void run_owner(std::function<asio::awaitable<void>(TaskGroup&)> owner) {
  asio::io_context io;
  TaskGroup group{io.get_executor()};
  bool ended = false;
  asio::co_spawn(io, owner(group), [&](const std::exception_ptr& failure) {
    EXPECT_FALSE(failure) << "cancelled children have not failed";
    ended = true;
  });
  io.run_for(10s);
  EXPECT_TRUE(ended);
  EXPECT_TRUE(group.idle());
}

TEST(TaskGroup, EndsItsChildrenOnRequestAndBeginsNoMore) {
  int cancelled = 0;
  bool begun = false;
  const auto late = [&]() -> asio::awaitable<void> {
    begun = true;
    co_return;
  };
  run_owner([&](TaskGroup& group) -> asio::awaitable<void> {
    group.spawn(sleep_until_cancelled(cancelled));
    group.spawn(sleep_until_cancelled(cancelled));
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    group.cancel();
    group.spawn(late());
    co_await group.join();
  });
  EXPECT_EQ(cancelled, 2);
  EXPECT_FALSE(begun);
}

TEST(TaskGroup, MayBeEndedByAChildThatNeverWaited) {
  bool begun = false;
  const auto ender = [](TaskGroup& group) -> asio::awaitable<void> {
    group.cancel();
    co_return;
  };
  const auto next = [&]() -> asio::awaitable<void> {
    begun = true;
    co_return;
  };
  run_owner([&](TaskGroup& group) -> asio::awaitable<void> {
    group.spawn(ender(group));
    group.spawn(next());
    co_await group.join();
  });
  EXPECT_FALSE(begun);
}

}  // namespace
}  // namespace voicehub
