#include "engines/runtime/health_check.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

namespace voicehub::engines {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

// An engine that listens on every interface is asked on the loopback one.
asio::ip::address reachable(const std::string& host) {
  const auto address = asio::ip::make_address(host);
  if (!address.is_unspecified()) {
    return address;
  }
  return address.is_v6() ? asio::ip::address{asio::ip::address_v6::loopback()}
                         : asio::ip::address{asio::ip::address_v4::loopback()};
}

asio::awaitable<unsigned> ask(asio::ip::tcp::endpoint endpoint) {
  beast::tcp_stream stream{co_await asio::this_coro::executor};
  stream.expires_after(std::chrono::seconds{3});
  co_await stream.async_connect(endpoint, asio::use_awaitable);
  http::request<http::empty_body> request{http::verb::get, "/health", 11};
  request.set(http::field::host, endpoint.address().to_string());
  request.keep_alive(false);
  co_await http::async_write(stream, request, asio::use_awaitable);
  beast::flat_buffer buffer;
  http::response<http::string_body> answer;
  co_await http::async_read(stream, buffer, answer, asio::use_awaitable);
  co_return answer.result_int();
}

}  // namespace

Result<void> check_health(const Settings& settings) {
  const asio::ip::tcp::endpoint endpoint{reachable(settings.host), settings.port};
  unsigned status = 0;
  std::string cause;
  asio::io_context io;
  asio::co_spawn(io, ask(endpoint), [&](const std::exception_ptr& failure, unsigned answer) {
    status = answer;
    try {
      if (failure) {
        std::rethrow_exception(failure);
      }
    } catch (const boost::system::system_error& error) {
      cause = error.code().message();
    }
  });
  io.run();
  if (status == 200) {
    return done();
  }
  const std::string found = cause.empty() ? fmt::format("GET /health is {}", status) : cause;
  return make_error(ErrorCode::not_healthy, fmt::format("port {}: {}", settings.port, found));
}

}  // namespace voicehub::engines
