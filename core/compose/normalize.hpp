#pragma once

#include "core/base/result.hpp"
#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/schema.hpp"

namespace voicehub::compose {

// What stands where a value belongs: a value, or ${NAME}, which is left as it is.
enum class InPlace { values, variables };

// Brings one file into the long form and refuses what no compose file may say: unknown attributes,
// wrong types, and values that mean nothing. Whether all required parts are there is not asked,
// because a later file may add them.
[[nodiscard]] Result<void> normalize(Node& file,
                                     const Shape& shape,
                                     InPlace in_place,
                                     Notes& notes);

// Leaves the last item of each identity, at the place of the first.
void unite_items(std::vector<Node>& items, const Shape& shape);

}  // namespace voicehub::compose
