#include "tests/unit/wyoming/wyoming_client.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <array>

#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace voicehub::engines::wyoming {

namespace asio = boost::asio;
using asio::ip::tcp;

TestServer::TestServer(asio::io_context& io, MakeConversation make, ConnectionLimits limits)
    : io_{io} {
  auto server = Server::listen(io.get_executor(), "127.0.0.1", 0, std::move(make), limits, log_);
  if (!server) {
    throw std::runtime_error{server.error().message};
  }
  server_ = std::move(*server);
  thread_ = std::thread{[this] { io_.run(); }};
}

TestServer::~TestServer() {
  stop();
  thread_.join();
}

void TestServer::set_observer(Observer observer) {
  asio::post(io_, asio::use_future([&] { server_->set_observer(std::move(observer)); })).get();
}

void TestServer::stop() {
  asio::post(io_, [this] { server_->stop(); });
}

TestClient::TestClient(std::uint16_t port) : socket_{io_} {
  socket_.connect({asio::ip::make_address("127.0.0.1"), port});
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

void TestClient::send(const std::string& type, const std::string& data, std::string payload) {
  const auto parsed = EventData::parse(data);
  ASSERT_TRUE(parsed) << data;
  send_bytes(to_wire({.type = type, .data = *parsed, .payload = std::move(payload)}));
}

void TestClient::send_bytes(const std::string& bytes) {
  asio::write(socket_, asio::buffer(bytes));
}

std::optional<Event> TestClient::receive() {
  std::array<char, 4096> bytes{};
  while (true) {
    auto event = reader_.next();
    if (!event) {
      ADD_FAILURE() << event.error().message;
      return std::nullopt;
    }
    if (*event) {
      return std::move(*event);
    }
    const auto count = ::recv(socket_.native_handle(), bytes.data(), bytes.size(), 0);
    EXPECT_GE(count, 0) << "nothing came for ten seconds, or the connection was reset";
    if (count <= 0) {
      return std::nullopt;
    }
    reader_.feed({bytes.data(), static_cast<std::size_t>(count)});
  }
}

std::string TestClient::types_until(const std::string& last) {
  std::string types;
  std::string previous;
  while (previous != last) {
    const auto event = receive();
    const std::string type = event ? event->type : "closed";
    if (type != "audio-chunk" || previous != type) {
      types += (types.empty() ? "" : " ") + type;
    }
    if (!event) {
      break;
    }
    previous = type;
  }
  return types;
}

void TestClient::hang_up() {
  socket_.close();
}

}  // namespace voicehub::engines::wyoming
