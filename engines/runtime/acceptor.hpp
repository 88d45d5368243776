#pragma once

#include <cstdint>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "core/base/result.hpp"

namespace voicehub::engines {

// What a server listens for, as its error says it, and how its user chooses another port.
struct ListenText {
  std::string what;  // "cannot listen", "cannot listen for Wyoming"
  std::string hint;
};

// A socket that listens on this address, not a name; port 0 takes any free one. `conflict` when
// somebody else has the port.
[[nodiscard]] Result<boost::asio::ip::tcp::acceptor> open_acceptor(
    boost::asio::any_io_executor executor,
    const std::string& host,
    std::uint16_t port,
    const ListenText& text);

}  // namespace voicehub::engines
