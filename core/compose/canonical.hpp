#pragma once

#include "core/compose/node.hpp"
#include "core/compose/schema.hpp"

namespace voicehub::compose {

struct CanonicalStyle {
  bool doubled_dollars = true;    // "$$" for "$", so that the result can be read again
  bool nested_extensions = true;  // x-… of anything below the top
};

// The tree as Docker Compose prints it: the attributes in its order, free keys sorted, and without
// what says nothing.
[[nodiscard]] Node canonical(const Node& node, const Shape& shape, const CanonicalStyle& style);

}  // namespace voicehub::compose
