#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "core/base/result.hpp"
#include "engines/runtime/log.hpp"
#include "engines/wyoming/connection.hpp"

namespace voicehub::engines::wyoming {

// Wyoming over TCP, on the thread of `executor`.
class Server {
 public:
  // Accepts from now on. Port 0 takes any free one. The log outlives the server, and the server
  // what runs on `executor`.
  static Result<std::unique_ptr<Server>> listen(boost::asio::any_io_executor executor,
                                                const std::string& host,
                                                std::uint16_t port,
                                                MakeConversation make,
                                                ConnectionLimits limits,
                                                const Log& log);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  void set_observer(Observer observer);
  [[nodiscard]] std::uint16_t port() const;

  // Takes no more clients, lets go of those that have nothing to say, and waits for the others.
  void stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace voicehub::engines::wyoming
