#pragma once

#include <string>

#include "core/agent/descriptor.hpp"

// Sockets without a file: they need no folder that the user of the container may write to, and
// they are gone with their process. Every name is the abstract one: "voicehub/NAME".
namespace voicehub::agent {

std::string control_address(const std::string& name);
std::string notify_address(const std::string& name);

// `type` as in socket(2); a stream listens. Invalid, with errno: the name is taken.
Descriptor bind_abstract(const std::string& address, int type);
Descriptor connect_abstract(const std::string& address);

// Abstract names belong to the network namespace, and with `network_mode: host` that is everyone's.
// A peer from outside of our process namespace has no number here.
bool peer_is_neighbour(int file);
// … and it is our own user, or root.
bool peer_may_command(int file);

}  // namespace voicehub::agent
