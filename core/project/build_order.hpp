#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "core/project/project.hpp"

namespace voicehub {

// Services whose images can be built at the same time.
using BuildWave = std::vector<const Service*>;

// Those of `selected` that have a build section, and those whose images they are built from
// (`additional_contexts: {base: service:base}`), in the order in which they can be built. Services
// that share an image are built once. A cycle is invalid_project.
[[nodiscard]] Result<std::vector<BuildWave>> build_order(
    const Project& project, const std::vector<const Service*>& selected);

}  // namespace voicehub
