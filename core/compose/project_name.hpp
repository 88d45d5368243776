#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace voicehub::compose {

// For a name given by -p or COMPOSE_PROJECT_NAME, which must be right as it is.
[[nodiscard]] Result<std::string> checked_project_name(std::string_view name);

// For `name:` and the folder's name: lower case, without characters that a project name cannot
// have. May be empty.
[[nodiscard]] std::string normalized_project_name(std::string_view name);

}  // namespace voicehub::compose
