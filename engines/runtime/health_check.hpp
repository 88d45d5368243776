#pragma once

#include "core/base/result.hpp"
#include "engines/runtime/settings.hpp"

namespace voicehub::engines {

// Asks the engine that runs with these settings for its health: Docker's HEALTHCHECK in an image
// that has no curl. Fails unless /health answers 200 within three seconds.
[[nodiscard]] Result<void> check_health(const Settings& settings);

}  // namespace voicehub::engines
