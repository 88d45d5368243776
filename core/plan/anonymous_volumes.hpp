#pragma once

#include "core/docker/types.hpp"
#include "core/plan/observed_state.hpp"

namespace voicehub::plan {

// The next container gets the volumes without a name that the old one has, where the file still
// mounts one there, or `image` declares it: their data outlives a container that is replaced, as
// with Docker Compose. `image` is nullptr where it is not known.
void keep_anonymous_volumes(docker::ContainerSpec& spec,
                            const ObservedContainer& old,
                            const docker::ImageDetails* image);

}  // namespace voicehub::plan
