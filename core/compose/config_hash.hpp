#pragma once

#include <string>

#include "core/compose/node.hpp"

namespace voicehub::compose {

// What Docker Compose 2.40 writes into the label com.docker.compose.config-hash of a container: the
// SHA-256 of the service as it prints it, without what concerns its image, its number or others.
// `service` is complete.
[[nodiscard]] std::string config_hash(const Node& service);

// What the hash is made of when the service joins containers of others, with join_mark() of these
// services for the ids: Docker Compose hashes the ids.
[[nodiscard]] std::string config_with_joins(const Node& service);

// The same for networks and volumes, whose entry of the file is `node`.
[[nodiscard]] std::string network_hash(const Node& node);
[[nodiscard]] std::string volume_hash(const Node& node);

}  // namespace voicehub::compose
