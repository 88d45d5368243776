#pragma once

#include <cstdint>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "engines/runtime/serve_model.hpp"
#include "engines/wyoming/peer.hpp"

namespace voicehub::engines::wyoming {

// WYOMING_PORT: where Wyoming is spoken, on the address of HOST; 0, the default: nowhere.
void add_port_variable(std::vector<Variable>& variables, std::uint16_t& port);

// The server for serve_model(), which does nothing when the port is 0.
[[nodiscard]] Beside beside(boost::asio::io_context& io,
                            const Settings& settings,
                            const WorkSettings& work,
                            const Log& log,
                            std::uint16_t port,
                            MakeConversation make);

}  // namespace voicehub::engines::wyoming
