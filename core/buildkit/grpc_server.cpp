#include "core/buildkit/grpc_server.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/base/log.hpp"

namespace voicehub::buildkit {
namespace {

namespace asio = boost::asio;

std::string_view value_of(const http::Headers& headers, std::string_view name) {
  const auto found = std::ranges::find(headers, name, &http::Headers::value_type::first);
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

// Until somebody cancels the timer.
asio::awaitable<void> sleep_on(asio::steady_timer& timer) {
  timer.expires_at(asio::steady_timer::time_point::max());
  boost::system::error_code woken;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

}  // namespace

GrpcCall::GrpcCall(asio::any_io_executor executor,
                   http::Headers headers,
                   std::function<void(std::string)> send)
    : headers_{std::move(headers)}, send_{std::move(send)}, wake_{std::move(executor)} {}

std::string_view GrpcCall::header(std::string_view name) const {
  return value_of(headers_, name);
}

asio::awaitable<std::optional<std::string>> GrpcCall::read() {
  while (messages_.empty() && !ended_) {
    co_await sleep_on(wake_);
  }
  if (messages_.empty()) {
    co_return std::nullopt;
  }
  std::string message = std::move(messages_.front());
  messages_.pop_front();
  co_return message;
}

void GrpcCall::take(std::string_view bytes) {
  const auto taken =
      reader_.feed(bytes, [this](std::string message) { messages_.push_back(std::move(message)); });
  ended_ = ended_ || !taken;
  wake_.cancel();
}

void GrpcCall::end() {
  ended_ = true;
  wake_.cancel();
}

std::vector<std::string> names_of(const GrpcMethods& methods) {
  std::vector<std::string> names;
  for (const auto& [name, method] : methods) {
    names.push_back(name);
  }
  return names;
}

GrpcServer::GrpcServer(std::unique_ptr<http::Stream> stream, GrpcMethods methods)
    : stream_{std::move(stream)}, methods_{std::move(methods)}, http2_{*this} {}

asio::awaitable<void> GrpcServer::run() {
  const auto executor = co_await asio::this_coro::executor;
  TaskGroup children{executor};
  asio::steady_timer something_to_write{executor};
  children_ = &children;
  something_to_write_ = &something_to_write;
  children.spawn(read_all());
  children.spawn(write_all());
  co_await children.join();
}

asio::awaitable<void> GrpcServer::read_all() {
  while (true) {
    const auto bytes = co_await stream_->read();
    if (!bytes || bytes->empty()) {
      break;
    }
    if (const auto taken = http2_.feed(*bytes); !taken) {
      log::debug("{}: {}", taken.error().message, taken.error().cause);
      break;
    }
    something_to_write_->cancel();
  }
  children_->cancel();
}

// The only one who writes: others leave it in http2_ and wake it.
asio::awaitable<void> GrpcServer::write_all() {
  while (true) {
    std::string output = http2_.take_output();
    if (output.empty()) {
      co_await sleep_on(*something_to_write_);
    } else if (const auto written = co_await stream_->write(std::move(output)); !written) {
      break;
    }
  }
  children_->cancel();
}

asio::awaitable<void> GrpcServer::serve(int stream,
                                        std::shared_ptr<GrpcCall> call,
                                        GrpcMethod method) {
  const GrpcStatus status = co_await method(*call);
  finish(stream, status);
}

void GrpcServer::finish(int stream, const GrpcStatus& status) {
  http2_.finish(stream,
                {{"grpc-status", std::to_string(static_cast<int>(status.code))},
                 {"grpc-message", to_trailer(status.message)}});
  something_to_write_->cancel();
}

void GrpcServer::on_request(int stream, const http::Headers& headers) {
  http2_.respond(stream, {{":status", "200"}, {"content-type", "application/grpc"}});
  const std::string name{value_of(headers, ":path")};
  const auto method = methods_.find(name);
  if (method == methods_.end()) {
    finish(stream, {GrpcCode::unimplemented, "voicehub does not answer " + name});
    return;
  }
  auto send = [this, stream](std::string frame) {
    http2_.send(stream, frame);
    something_to_write_->cancel();
  };
  const auto call =
      std::make_shared<GrpcCall>(something_to_write_->get_executor(), headers, std::move(send));
  calls_.emplace(stream, call);
  children_->spawn(serve(stream, call, method->second));
}

void GrpcServer::on_data(int stream, std::string_view bytes) {
  if (const auto call = calls_.find(stream); call != calls_.end()) {
    call->second->take(bytes);
  }
}

void GrpcServer::on_end(int stream) {
  if (const auto call = calls_.find(stream); call != calls_.end()) {
    call->second->end();
  }
}

void GrpcServer::on_closed(int stream) {
  on_end(stream);
  calls_.erase(stream);
}

}  // namespace voicehub::buildkit
