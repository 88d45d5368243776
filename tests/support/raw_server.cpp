#include "tests/support/raw_server.hpp"

#include <unistd.h>

#include <array>
#include <memory>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace voicehub::test {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);

std::filesystem::path socket_path() {
  static int count = 0;
  return std::filesystem::temp_directory_path() /
         fmt::format("vh-http-{}-{}.sock", ::getpid(), ++count);
}

std::size_t content_length(const std::string& header) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto at = header.find(kName);
  return at == std::string::npos ? 0 : std::stoul(header.substr(at + kName.size()));
}

}  // namespace

awaitable<void> Peer::read_until(std::string_view end) {
  while (!received_.contains(end)) {
    const std::string more = co_await read_some();
    if (more.empty()) {
      co_return;
    }
    received_ += more;
  }
}

awaitable<std::string> Peer::read_request() {
  co_await read_until("\r\n\r\n");
  if (received_.contains("Transfer-Encoding: chunked")) {
    co_await read_until("0\r\n\r\n");
    co_return std::exchange(received_, {});
  }
  const std::size_t size = received_.find("\r\n\r\n") + 4 + content_length(received_);
  while (!received_.empty() && received_.size() < size) {
    received_ += co_await read_some();
  }
  co_return std::exchange(received_, {});
}

awaitable<std::string> Peer::read_some() {
  std::array<char, 4096> buffer{};
  const auto [failure, count] = co_await socket_.async_read_some(asio::buffer(buffer), kResult);
  co_return std::string{buffer.data(), failure ? 0 : count};
}

awaitable<void> Peer::write(std::string bytes) {
  co_await asio::async_write(socket_, asio::buffer(bytes), kResult);
}

RawServer::RawServer(asio::io_context& io, Script script)
    : path_{socket_path()}, acceptor_{io, path_.string()} {
  asio::co_spawn(io, accept(std::move(script)), asio::detached);
}

RawServer::~RawServer() {
  std::filesystem::remove(path_);
}

awaitable<void> RawServer::accept(Script script) {
  const auto shared = std::make_shared<Script>(std::move(script));
  const auto serve = [](std::shared_ptr<Script> steps, Peer peer, int number) -> awaitable<void> {
    co_await (*steps)(peer, number);
  };
  while (true) {
    auto [failure, socket] = co_await acceptor_.async_accept(kResult);
    if (failure) {
      co_return;
    }
    asio::co_spawn(acceptor_.get_executor(),
                   serve(shared, Peer{std::move(socket)}, ++connections_),
                   asio::detached);
  }
}

}  // namespace voicehub::test
