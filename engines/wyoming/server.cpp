#include "engines/wyoming/server.hpp"

#include <list>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engines/runtime/acceptor.hpp"

namespace voicehub::engines::wyoming {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class Server::Impl {
 public:
  Impl(tcp::acceptor acceptor, MakeConversation make, ConnectionLimits limits, const Log& log)
      : acceptor_{std::move(acceptor)},
        pause_{acceptor_.get_executor()},
        drain_{acceptor_.get_executor()},
        port_{acceptor_.local_endpoint().port()},
        make_{std::move(make)},
        limits_{limits},
        log_{log} {}

  Observer observer;

  [[nodiscard]] std::uint16_t port() const { return port_; }

  void start() { asio::co_spawn(acceptor_.get_executor(), accept(), asio::detached); }

  void stop() {
    if (std::exchange(stopping_, true)) {
      return;
    }
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (Connection& connection : connections_) {
      connection.stop();
    }
    if (!connections_.empty()) {
      drain_.expires_after(limits_.drain);
      drain_.async_wait([this](const error_code& cancelled) {
        if (!cancelled) {
          cut_off();
        }
      });
    }
  }

 private:
  asio::awaitable<void> accept() {
    while (!stopping_) {
      auto [failure, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
      if (!failure) {
        take(std::move(socket));
      } else if (!stopping_) {
        // Out of file descriptors, most likely: some are given back when connections end.
        log_.warning("wyoming: cannot accept a connection: " + failure.message());
        pause_.expires_after(std::chrono::milliseconds{50});
        co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
      }
    }
  }

  void take(tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    if (connections_.size() >= limits_.connections) {
      refuse(std::move(socket));
      return;
    }
    const auto connection =
        connections_.emplace(connections_.end(), std::move(socket), limits_, log_, observer);
    if (stopping_) {
      connection->stop();
    }
    asio::co_spawn(acceptor_.get_executor(),
                   connection->run(make_),
                   [this, connection](const std::exception_ptr& bug) {
                     connections_.erase(connection);
                     if (connections_.empty()) {
                       drain_.cancel();
                     }
                     if (bug) {
                       std::rethrow_exception(bug);
                     }
                   });
  }

  // Whom there is no place for is told so, if the kernel takes the words at once.
  void refuse(tcp::socket socket) const {
    const nlohmann::ordered_json data{
        {"text", fmt::format("{} clients are connected already", connections_.size())},
        {"code", "busy"}};
    const std::string wire = to_wire({.type = "error", .data = EventData{data}});
    error_code ignored;
    socket.non_blocking(true, ignored);
    const std::size_t sent = socket.write_some(asio::buffer(wire), ignored);
    const Access access{
        .method = "WYOMING", .path = "connect", .status = status_of("busy"), .bytes = sent};
    log_.access(access);
    if (observer) {
      observer(access);
    }
  }

  void cut_off() {
    log_.warning(fmt::format("wyoming: {} clients were cut off", connections_.size()));
    for (Connection& connection : connections_) {
      connection.close();
    }
  }

  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  asio::steady_timer drain_;
  std::uint16_t port_;
  std::list<Connection> connections_;
  MakeConversation make_;
  ConnectionLimits limits_;
  const Log& log_;
  bool stopping_ = false;
};

Result<std::unique_ptr<Server>> Server::listen(asio::any_io_executor executor,
                                               const std::string& host,
                                               std::uint16_t port,
                                               MakeConversation make,
                                               ConnectionLimits limits,
                                               const Log& log) {
  VH_TRY(tcp::acceptor acceptor,
         open_acceptor(executor,
                       host,
                       port,
                       {.what = "cannot listen for Wyoming",
                        .hint = "choose another with WYOMING_PORT, or 0 for none"}));
  auto impl = std::make_unique<Impl>(std::move(acceptor), std::move(make), limits, log);
  impl->start();
  return std::unique_ptr<Server>{new Server{std::move(impl)}};
}

Server::Server(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

Server::~Server() = default;

void Server::set_observer(Observer observer) {
  impl_->observer = std::move(observer);
}

std::uint16_t Server::port() const {
  return impl_->port();
}

void Server::stop() {
  impl_->stop();
}

}  // namespace voicehub::engines::wyoming
