#pragma once

#include <string>

#include "core/base/error.hpp"
#include "core/image/build_context.hpp"
#include "core/image/build_steps.hpp"

namespace voicehub::image {

// What a person reads when BuildKit refuses a build: the line of the Dockerfile, BuildKit's own
// words, the last lines of output, and what to do about the failures that are common.
[[nodiscard]] Error explain_failure(const std::string& service,
                                    const BuildContext& context,
                                    const BuildSteps& steps);

}  // namespace voicehub::image
