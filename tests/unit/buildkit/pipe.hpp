#pragma once

#include <memory>
#include <string>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/http/client.hpp"

namespace voicehub::test {

// Bytes one way, inside the test.
class Pipe {
 public:
  explicit Pipe(boost::asio::any_io_executor executor) : wake_{std::move(executor)} {}

  void write(const std::string& bytes) {
    bytes_ += bytes;
    wake_.cancel();
  }

  void close() {
    closed_ = true;
    wake_.cancel();
  }

  // Empty at the end.
  boost::asio::awaitable<std::string> read() {
    while (bytes_.empty() && !closed_) {
      wake_.expires_at(boost::asio::steady_timer::time_point::max());
      boost::system::error_code woken;
      co_await wake_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    }
    co_return std::exchange(bytes_, {});
  }

 private:
  std::string bytes_;
  bool closed_ = false;
  boost::asio::steady_timer wake_;
};

// One end of two of them.
class PipeStream final : public http::Stream {
 public:
  PipeStream(std::shared_ptr<Pipe> in, std::shared_ptr<Pipe> out)
      : in_{std::move(in)}, out_{std::move(out)} {}

  Task<std::string> read() override { co_return co_await in_->read(); }

  Task<void> write(std::string bytes) override {
    out_->write(bytes);
    co_return done();
  }

  Task<void> close_write() override {
    out_->close();
    co_return done();
  }

 private:
  std::shared_ptr<Pipe> in_;
  std::shared_ptr<Pipe> out_;
};

}  // namespace voicehub::test
