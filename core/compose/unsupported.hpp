#pragma once

#include "core/base/result.hpp"
#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/schema.hpp"
#include "core/project/service.hpp"

namespace voicehub::compose {

// Notes by name what means something to Docker Swarm only, in the whole file.
void note_swarm_only(const Node& file, const Shape& shape, Notes& notes);

// Adds to the service, and to its build section, what the file says of them and voicehub cannot do:
// each refuses the service where it would be run, and the image where it would be built. A project
// is not refused for it: its other services, its logs and its end are not concerned.
void add_refusals(const Node& node, Service& service);

// Notes owner and mode of secrets of builds, which BuildKit, and so Compose, does not take from the
// file.
void note_build_secrets(const Node& file, Notes& notes);

}  // namespace voicehub::compose
