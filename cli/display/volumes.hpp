#pragma once

#include <string>
#include <vector>

#include "cli/display/terminal.hpp"
#include "core/docker/types.hpp"

namespace voicehub::cli {

[[nodiscard]] std::string volumes_text(const std::vector<docker::VolumeDetails>& volumes,
                                       const Terminal& terminal);
// As `docker compose volumes --format json`: one object a line.
[[nodiscard]] std::string volumes_json(const std::vector<docker::VolumeDetails>& volumes);
[[nodiscard]] std::string volume_names(const std::vector<docker::VolumeDetails>& volumes);

}  // namespace voicehub::cli
