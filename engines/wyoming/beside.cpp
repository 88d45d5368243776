#include "engines/wyoming/beside.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "engines/runtime/variables.hpp"
#include "engines/wyoming/server.hpp"

namespace voicehub::engines::wyoming {

void add_port_variable(std::vector<Variable>& variables, std::uint16_t& port) {
  constexpr int kLast = 65535;
  variables.push_back(count_variable("WYOMING_PORT", 0, kLast, [&port](int number) {
    port = static_cast<std::uint16_t>(number);
  }));
}

Beside beside(boost::asio::io_context& io,
              const Settings& settings,
              const WorkSettings& work,
              const Log& log,
              std::uint16_t port,
              MakeConversation make) {
  if (port == 0) {
    return {};
  }
  const auto server = std::make_shared<std::unique_ptr<Server>>();
  ConnectionLimits limits{};
  limits.drain = work.time_limit;
  return {.start = [&io, &log, server, limits, host = settings.host, port, make = std::move(make)](
                       Observer observer) -> Result<void> {
            VH_TRY(*server, Server::listen(io.get_executor(), host, port, make, limits, log));
            (*server)->set_observer(std::move(observer));
            log.info(fmt::format("Wyoming on {} port {}", host, port));
            return done();
          },
          .stop =
              [server] {
                if (*server) {
                  (*server)->stop();
                }
              }};
}

}  // namespace voicehub::engines::wyoming
