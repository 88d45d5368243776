#pragma once

#include <expected>
#include <string>

#include "core/agent/descriptor.hpp"
#include "core/agent/run_options.hpp"

namespace voicehub::agent {

// A listening TCP socket that outlives every server it is given to. The error names the address.
std::expected<Descriptor, std::string> open_listen_socket(const ListenAddress& address);

// A connection to it that is not waited for; none, with errno, when even that fails. An address
// that stands for all of them is reached on the loopback.
Descriptor connect_to(const ListenAddress& address);

}  // namespace voicehub::agent
