#pragma once

#include <string>

#include "cli/context.hpp"
#include "core/ops/found_engine.hpp"

namespace voicehub::cli {

// The engine that a verb talks to, in whatever engines run: the one called `name`, else the only
// one of its kind. Without a compose file, those that come with voicehub.
[[nodiscard]] Task<ops::FoundEngine> engine_of(ops::Session& session,
                                               Context& context,
                                               EngineKind kind,
                                               std::string name);

}  // namespace voicehub::cli
