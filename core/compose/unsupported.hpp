#pragma once

#include "core/base/result.hpp"
#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/schema.hpp"
#include "core/project/service.hpp"

namespace voicehub::compose {

// Notes by name what has no effect, in the whole file.
void note_ignored(const Node& file, const Shape& shape, Notes& notes);

// Adds to the service, and to its build section, what the file says of them and voicehub cannot do:
// each refuses the service where it would be run, and the image where it would be built. A project
// is not refused for it: its other services, its logs and its end are not concerned.
void add_refusals(const Node& node, Service& service);

}  // namespace voicehub::compose
