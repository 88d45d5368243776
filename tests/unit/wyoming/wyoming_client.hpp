#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "engines/wyoming/server.hpp"

namespace voicehub::engines::wyoming {

// A server on a thread of its own and a free port.
class TestServer {
 public:
  TestServer(boost::asio::io_context& io, MakeConversation make, ConnectionLimits limits = {});
  ~TestServer();  // stops it, and waits until it has ended

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

  void set_observer(Observer observer);
  void stop();

 private:
  boost::asio::io_context& io_;
  Log log_{LogLevel::error};
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

// A client that waits. It gives up after ten seconds.
class TestClient {
 public:
  explicit TestClient(std::uint16_t port);

  void send(const std::string& type, const std::string& data = "{}", std::string payload = {});
  void send_bytes(const std::string& bytes);
  // Nothing when the server has closed the connection.
  std::optional<Event> receive();
  // The types of all events up to one of that type: "audio-start audio-chunk audio-stop". Chunks in
  // a row are one.
  std::string types_until(const std::string& last);
  void hang_up();

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
  EventReader reader_;
};

}  // namespace voicehub::engines::wyoming
