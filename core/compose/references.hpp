#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/compose/node.hpp"

namespace voicehub::compose {

// Services that no active profile switches on, with their profiles.
using DisabledServices = std::map<std::string, std::vector<std::string>>;

// What the services say of each other, and of networks, volumes and the like: every name exists,
// nothing contradicts, and no service waits for itself.
[[nodiscard]] Result<void> check_references(const Node& file, const DisabledServices& disabled);

}  // namespace voicehub::compose
