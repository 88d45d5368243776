#pragma once

#include <cstdint>
#include <string>

namespace voicehub::agent {

// The inode of the socket at the other end of `connection`, a TCP connection within this machine:
// "0" while it waits to be accepted, empty when it is not there.
std::string inode_of_peer(int connection);

// The same from the text of /proc/net/tcp or tcp6, for the socket between these ports.
std::string inode_between(const std::string& table, std::uint16_t local, std::uint16_t remote);

}  // namespace voicehub::agent
