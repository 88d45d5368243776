#include "engines/runtime/acceptor.hpp"

#include <utility>

#include <fmt/format.h>

namespace voicehub::engines {

using boost::asio::ip::tcp;

Result<tcp::acceptor> open_acceptor(boost::asio::any_io_executor executor,
                                    const std::string& host,
                                    std::uint16_t port,
                                    const ListenText& text) {
  tcp::acceptor acceptor{std::move(executor)};
  boost::system::error_code failure;
  const tcp::endpoint endpoint{boost::asio::ip::make_address(host, failure), port};
  if (!failure) {
    acceptor.open(endpoint.protocol(), failure);
  }
  if (!failure) {
    acceptor.set_option(tcp::acceptor::reuse_address{true}, failure);
  }
  if (!failure) {
    acceptor.bind(endpoint, failure);
  }
  if (!failure) {
    acceptor.listen(tcp::acceptor::max_listen_connections, failure);
  }
  if (failure) {
    return make_error(
        failure == boost::asio::error::address_in_use ? ErrorCode::conflict : ErrorCode::failed,
        fmt::format("{} on {} port {}: {}", text.what, host, port, failure.message()),
        text.hint);
  }
  return acceptor;
}

}  // namespace voicehub::engines
