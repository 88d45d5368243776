#pragma once

#include <chrono>
#include <exception>
#include <optional>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "core/base/task.hpp"

namespace voicehub::test {

// Runs `task` on `io` to its end and returns what it returned. A task that is not done when the
// deadline passes is cancelled, and the test fails.
template <typename T>
Result<T> run(boost::asio::io_context& io,
              Task<T> task,
              std::chrono::milliseconds deadline = std::chrono::seconds{60}) {
  std::optional<Result<T>> result;
  std::exception_ptr thrown;
  boost::asio::cancellation_signal cancel;
  const auto finish = [&](std::exception_ptr bug, Result<T> answer) {
    thrown = bug;
    result.emplace(std::move(answer));
  };
  boost::asio::co_spawn(
      io, std::move(task), boost::asio::bind_cancellation_slot(cancel.slot(), finish));
  io.restart();
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!result && io.run_one_until(end) > 0) {
  }
  if (!result) {
    ADD_FAILURE() << "not done within " << deadline.count() << " ms";
    cancel.emit(boost::asio::cancellation_type::terminal);
    io.restart();
    while (!result) {
      io.run_one();
    }
    return make_error(ErrorCode::timeout, "the test's deadline passed");
  }
  if (thrown) {
    std::rethrow_exception(thrown);
  }
  return std::move(*result);
}

}  // namespace voicehub::test
