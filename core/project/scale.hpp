#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/project/project.hpp"

namespace voicehub {

// How many containers services are to have, whatever the file says.
using Scale = std::map<std::string, int>;

// Of SERVICE=N. usage where that is no number of containers.
[[nodiscard]] Result<Scale> parse_scale(const std::vector<std::string>& words);

// The project with those numbers. A service whose containers cannot be several is refused: one
// container_name or one host port is not for two.
[[nodiscard]] Result<Project> scaled(Project project, const Scale& scale);

}  // namespace voicehub
