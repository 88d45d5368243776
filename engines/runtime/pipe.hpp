#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/base/task.hpp"

namespace voicehub::engines {

// The pieces of one answer, on their way from the worker that makes them to the connection that
// sends them. A worker that is ahead waits, so that a slow client costs no memory.
class Pipe : public std::enable_shared_from_this<Pipe> {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `deadline`: when the reader gives up, with `timeout`.
  Pipe(boost::asio::any_io_executor reader, Time deadline, std::size_t places = 4);

  // The worker's side. False when nobody reads any more.
  bool put(std::string piece);
  void finish(Result<void> how = {});

  // The reader's side, on its executor: the next piece, nothing at the end, or what the worker has
  // failed with.
  [[nodiscard]] Task<std::optional<std::string>> next();
  void abandon();

 private:
  void wake_reader();
  // True when there is something to tell.
  bool take(Result<std::optional<std::string>>& told);

  std::mutex mutex_;
  std::condition_variable emptied_;
  std::deque<std::string> pieces_;
  std::optional<Result<void>> end_;
  bool abandoned_ = false;
  std::size_t places_;
  Time deadline_;
  boost::asio::steady_timer wake_;
};

}  // namespace voicehub::engines
