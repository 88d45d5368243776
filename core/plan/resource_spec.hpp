#pragma once

#include <string>

#include "core/docker/types.hpp"
#include "core/project/project.hpp"

namespace voicehub::plan {

// What networks and volumes are made of, with the labels that say so later: of the project, of
// Docker Compose, and `label::kSpec` with the fields.
[[nodiscard]] docker::NetworkSpec network_spec(const Project& project, const Network& network);
[[nodiscard]] docker::VolumeSpec volume_spec(const Project& project, const Volume& volume);

// Why what is there is not what the file says: "internal false → true". Empty when it is, and when
// nothing on it says how it was made. `made` and `wanted` are labels.
[[nodiscard]] std::string difference(const docker::Labels& made, const docker::Labels& wanted);

}  // namespace voicehub::plan
