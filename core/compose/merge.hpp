#pragma once

#include "core/compose/node.hpp"
#include "core/compose/schema.hpp"

namespace voicehub::compose {

// Lays a later file, in its long form, over what earlier files said. Mappings are joined key by
// key, lists end to end or by identity, everything else is replaced; !reset removes and !override
// replaces.
void merge(Node& base, Node later, const Shape& shape);

}  // namespace voicehub::compose
