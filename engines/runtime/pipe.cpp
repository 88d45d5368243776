#include "engines/runtime/pipe.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace voicehub::engines {

namespace asio = boost::asio;

Pipe::Pipe(asio::any_io_executor reader, Time deadline, std::size_t places)
    : places_{places}, deadline_{deadline}, wake_{std::move(reader)} {}

bool Pipe::put(std::string piece) {
  {
    std::unique_lock lock{mutex_};
    emptied_.wait(lock, [&] { return abandoned_ || pieces_.size() < places_; });
    if (abandoned_) {
      return false;
    }
    pieces_.push_back(std::move(piece));
  }
  wake_reader();
  return true;
}

void Pipe::finish(Result<void> how) {
  {
    const std::scoped_lock lock{mutex_};
    end_ = std::move(how);
  }
  wake_reader();
}

void Pipe::wake_reader() {
  asio::post(wake_.get_executor(), [self = shared_from_this()] { self->wake_.cancel(); });
}

Task<std::optional<std::string>> Pipe::next() {
  Result<std::optional<std::string>> told;
  while (!take(told)) {
    wake_.expires_at(deadline_);
    co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (std::chrono::steady_clock::now() >= deadline_) {
      abandon();
      co_return make_error(ErrorCode::timeout, "it took longer than the engine's time limit");
    }
  }
  co_return told;
}

bool Pipe::take(Result<std::optional<std::string>>& told) {
  const std::scoped_lock lock{mutex_};
  if (!pieces_.empty()) {
    told = std::move(pieces_.front());
    pieces_.pop_front();
    emptied_.notify_all();
    return true;
  }
  if (end_ && !*end_) {
    told = std::unexpected(end_->error());
  }
  return end_.has_value();
}

void Pipe::abandon() {
  const std::scoped_lock lock{mutex_};
  abandoned_ = true;
  emptied_.notify_all();
}

}  // namespace voicehub::engines
