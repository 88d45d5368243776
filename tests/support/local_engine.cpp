#include "tests/support/local_engine.hpp"

#include <boost/asio/detached.hpp>

namespace voicehub::support {

LocalEngine::LocalEngine(engines::Handler handler) : LocalEngine{std::uint16_t{0}} {
  auto listening = engines::HttpServer::listen(
      context_.get_executor(), "127.0.0.1", 0, std::move(handler), log_);
  server_.emplace(std::move(listening.value()));
  boost::asio::co_spawn(context_, server_->serve(), boost::asio::detached);
  client_ = http::make_client(
      context_.get_executor(),
      http::TcpEndpoint{.host = "127.0.0.1", .port = std::to_string(server_->port())});
}

LocalEngine::LocalEngine(std::uint16_t port)
    : client_{http::make_client(
          context_.get_executor(),
          http::TcpEndpoint{.host = "127.0.0.1", .port = std::to_string(port)})} {}

}  // namespace voicehub::support
