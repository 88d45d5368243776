#pragma once

#include "core/base/result.hpp"
#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/substitute.hpp"

namespace voicehub::compose {

// Replaces the variables in every value below `tree`; keys are left alone. A variable that is not
// set becomes blank, with a note.
[[nodiscard]] Result<void> interpolate(Node& tree, const Lookup& lookup, Notes& notes);

}  // namespace voicehub::compose
