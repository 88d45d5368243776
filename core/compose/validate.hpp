#pragma once

#include "core/base/result.hpp"
#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/schema.hpp"

namespace voicehub::compose {

// What all files together must say: nothing is left empty, nothing required is missing, and items
// that must differ do.
[[nodiscard]] Result<void> check_complete(const Node& file, const Shape& shape);

// Whether voicehub can do all that the file says. What only Docker Swarm can do is noted.
[[nodiscard]] Result<void> check_supported(const Node& file, const Shape& shape, Notes& notes);

}  // namespace voicehub::compose
