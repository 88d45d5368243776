#pragma once

#include <string>

#include "core/compose/node.hpp"

namespace voicehub::compose {

// What Docker Compose 2.40 writes into the label com.docker.compose.config-hash of a container: the
// SHA-256 of the service as it prints it, without what concerns its image, its number or others.
// `service` is complete.
[[nodiscard]] std::string config_hash(const Node& service);

}  // namespace voicehub::compose
