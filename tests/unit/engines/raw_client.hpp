#pragma once

#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace voicehub::engines {

// A blocking client that says any bytes. It gives up after five seconds, and the test fails.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, const char* address = "127.0.0.1") : socket_{context_} {
    socket_.connect({boost::asio::ip::make_address(address), port});
    const timeval limit{.tv_sec = 5, .tv_usec = 0};
    setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }

  void say(std::string_view bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }

  // Until `end` has been read, or the server has closed.
  std::string hear_until(std::string_view end) {
    while (!heard_.contains(end) && receive()) {
    }
    const auto found = heard_.find(end);
    const auto count = found == std::string::npos ? heard_.size() : found + end.size();
    std::string taken = heard_.substr(0, count);
    heard_.erase(0, count);
    return taken;
  }

  // Everything until the server closes.
  std::string hear_all() {
    while (receive()) {
    }
    return std::exchange(heard_, {});
  }

 private:
  bool receive() {
    std::array<char, 4096> piece{};
    const auto count = ::recv(socket_.native_handle(), piece.data(), piece.size(), 0);
    EXPECT_GE(count, 0) << "nothing was heard in time";
    heard_.append(piece.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    return count > 0;
  }

  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  std::string heard_;
};

}  // namespace voicehub::engines
