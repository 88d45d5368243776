#pragma once

#include <map>
#include <string>

#include "core/docker/types.hpp"

namespace voicehub::plan {

// The first container of each service that another service joins: Service::joins().
using JoinedContainers = std::map<std::string, docker::ContainerId>;

// What a container that joins others is hashed with.
struct Joins {
  std::string config;           // Service::config_with_joins
  JoinedContainers containers;  // by id, or by name until they are made
};

// The value of the label com.docker.compose.config-hash. A container that is not known leaves a
// hash that nobody has.
[[nodiscard]] std::string hash_of(const Joins& joins);

}  // namespace voicehub::plan
