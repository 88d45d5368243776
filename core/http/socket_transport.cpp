#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "core/http/child_process.hpp"
#include "core/http/transport.hpp"

namespace voicehub::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Socket = asio::generic::stream_protocol::socket;
using Address = asio::generic::stream_protocol::endpoint;

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);

std::unexpected<Error> socket_error(const error_code& failure) {
  auto code = ErrorCode::failed;
  if (failure == asio::error::operation_aborted) {
    code = ErrorCode::cancelled;
  } else if (failure == boost::system::errc::no_such_file_or_directory) {
    code = ErrorCode::not_found;
  }
  return make_error(code, {}, {}, failure.message());
}

// A stream socket of any family; what differs is how it comes to be connected.
class SocketTransport : public Transport {
 public:
  explicit SocketTransport(asio::any_io_executor executor) : socket_{std::move(executor)} {}

  Task<std::size_t> read_some(std::span<char> into) override {
    const auto [failure, count] =
        co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), kResult);
    if (failure && failure != asio::error::eof) {
      co_return socket_error(failure);
    }
    co_return count;
  }

  Task<void> write(std::string_view bytes) override {
    const auto [failure, ignored] =
        co_await asio::async_write(socket_, asio::buffer(bytes), kResult);
    if (failure) {
      co_return socket_error(failure);
    }
    co_return done();
  }

  Task<void> close_write() override {
    error_code failure;
    socket_.shutdown(Socket::shutdown_send, failure);
    if (failure) {
      co_return socket_error(failure);
    }
    co_return done();
  }

  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }

  bool is_stale() override {
    char byte = 0;
    const ssize_t count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count == 0 || (count < 0 && errno != EAGAIN);
  }

 protected:
  Task<void> connect_to(Address address) {
    error_code failure;
    socket_.close(failure);
    socket_.open(address.protocol(), failure);
    if (!failure) {
      // Asio leaves sockets open across exec; a command of ours must not inherit them.
      ::fcntl(socket_.native_handle(), F_SETFD, FD_CLOEXEC);
      std::tie(failure) = co_await socket_.async_connect(address, kResult);
    }
    if (failure) {
      co_return socket_error(failure);
    }
    co_return done();
  }

  Socket& socket() { return socket_; }

 private:
  Socket socket_;
};

class UnixTransport final : public SocketTransport {
 public:
  UnixTransport(asio::any_io_executor executor, UnixEndpoint endpoint)
      : SocketTransport{std::move(executor)}, endpoint_{std::move(endpoint)} {}

  Task<void> connect() override {
    constexpr std::size_t kLongestPath = 107;
    if (endpoint_.path.text.size() > kLongestPath) {
      co_return make_error(ErrorCode::failed,
                           {},
                           {},
                           fmt::format("the path of a unix socket has at most {} characters, this "
                                       "one has {}",
                                       kLongestPath,
                                       endpoint_.path.text.size()));
    }
    const asio::local::stream_protocol::endpoint address{endpoint_.path.text};
    co_return co_await connect_to(address);
  }

 private:
  UnixEndpoint endpoint_;
};

class TcpTransport final : public SocketTransport {
 public:
  TcpTransport(asio::any_io_executor executor, TcpEndpoint endpoint)
      : SocketTransport{executor}, resolver_{std::move(executor)}, endpoint_{std::move(endpoint)} {}

  Task<void> connect() override {
    VH_CO_TRY(const std::vector<Address> addresses, co_await resolve());
    Result<void> connected = done();
    for (const Address& address : addresses) {
      connected = co_await connect_to(address);
      if (connected) {
        error_code ignored;
        // Requests are small and each waits for its answer.
        socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
        // Events and logs may be silent for hours; a peer that is gone must be noticed.
        socket().set_option(asio::socket_base::keep_alive{true}, ignored);
        co_return done();
      }
    }
    co_return connected;
  }

  void close() override {
    resolver_.cancel();
    SocketTransport::close();
  }

 private:
  Task<std::vector<Address>> resolve() {
    const auto flags = asio::ip::resolver_base::numeric_service;
    auto [failure, found] =
        co_await resolver_.async_resolve(endpoint_.host, endpoint_.port, flags, kResult);
    if (failure) {
      co_return socket_error(failure);
    }
    std::vector<Address> addresses;
    for (const auto& entry : found) {
      addresses.emplace_back(entry.endpoint());
    }
    co_return addresses;
  }

  asio::ip::tcp::resolver resolver_;
  TcpEndpoint endpoint_;
};

class CommandTransport final : public SocketTransport {
 public:
  CommandTransport(asio::any_io_executor executor, CommandEndpoint endpoint)
      : SocketTransport{std::move(executor)}, endpoint_{std::move(endpoint)} {}

  Task<void> connect() override {
    int socket_handle = -1;
    VH_CO_TRY(ChildProcess process, ChildProcess::start(endpoint_.command, socket_handle));
    process_.emplace(std::move(process));
    socket().assign({AF_UNIX, 0}, socket_handle);
    co_return done();
  }

  std::string diagnosis() override { return process_ ? process_->error_output() : std::string{}; }

 private:
  CommandEndpoint endpoint_;
  std::optional<ChildProcess> process_;
};

}  // namespace

TransportFactory make_transport_factory(asio::any_io_executor executor, Endpoint endpoint) {
  struct Factory {
    asio::any_io_executor executor;

    TransportFactory operator()(UnixEndpoint endpoint) const {
      return [=, *this] { return std::make_unique<UnixTransport>(executor, endpoint); };
    }

    TransportFactory operator()(TcpEndpoint endpoint) const {
      return [=, *this] { return std::make_unique<TcpTransport>(executor, endpoint); };
    }

    TransportFactory operator()(CommandEndpoint endpoint) const {
      return [=, *this] { return std::make_unique<CommandTransport>(executor, endpoint); };
    }

    TransportFactory operator()(TlsEndpoint endpoint) const {
      return [*this,
              tcp = TcpEndpoint{endpoint.host, endpoint.port},
              context = make_tls_context(endpoint)] {
        return make_tls_transport(context, std::make_unique<TcpTransport>(executor, tcp));
      };
    }
  };

  return std::visit(Factory{std::move(executor)}, std::move(endpoint));
}

}  // namespace voicehub::http
