#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/compose/node.hpp"
#include "core/compose/schema.hpp"

namespace voicehub::compose {

// What all files together must say: nothing is left empty, nothing required is missing, and items
// that must differ do.
[[nodiscard]] Result<void> check_complete(const Node& file, const Shape& shape);

// Services that no active profile switches on, with their profiles.
using DisabledServices = std::map<std::string, std::vector<std::string>>;

// What the services say of each other, and of the networks and volumes: every name exists, and
// nothing contradicts.
[[nodiscard]] Result<void> check_references(const Node& file, const DisabledServices& disabled);

}  // namespace voicehub::compose
