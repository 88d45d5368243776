#pragma once

#include "core/base/result.hpp"
#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/schema.hpp"

namespace voicehub::compose {

// What all files together must say: nothing is left empty, nothing required is missing, and items
// that must differ do.
[[nodiscard]] Result<void> check_complete(const Node& file, const Shape& shape);

}  // namespace voicehub::compose
