#pragma once

#include <optional>

#include "core/base/task.hpp"
#include "core/buildkit/services.hpp"
#include "core/docker/api.hpp"

namespace voicehub::image {

// The daemon's build from its beginning to its end, also when the coroutine is cancelled. With
// `services` there is a session meanwhile, in which the daemon asks for what they have.
[[nodiscard]] Task<void> run_build(docker::Api& docker,
                                   docker::BuildRequest request,
                                   docker::LineSink sink,
                                   std::optional<buildkit::Services> services);

}  // namespace voicehub::image
