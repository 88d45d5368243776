#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/compose/node.hpp"

namespace voicehub::compose {

// Leaves the services `names` and what they depend on; all when there are no names. A name that is
// no service is not_found, with the nearest.
[[nodiscard]] Result<void> keep_services(Node& file, const std::vector<std::string>& names);

}  // namespace voicehub::compose
