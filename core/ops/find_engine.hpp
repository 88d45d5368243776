#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/found_engine.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

// The services that may be meant where the caller names none: those that declare this kind, else
// those that declare none. Pure.
[[nodiscard]] std::vector<const Service*> engine_candidates(const Project& project,
                                                            EngineKind kind);

// Whether the one service of a project is taken for an engine that neither says so nor answers as
// one.
enum class LoneService { no_engine, may_be_one };

// The service called `name` (or its container_name), else the project's one engine of that kind.
// Where no service declares a kind, the one that answers as an engine. `not_found` without any.
[[nodiscard]] Task<FoundEngine> find_engine(Session& session,
                                            const Project& project,
                                            EngineKind kind,
                                            std::string name,
                                            LoneService lone = LoneService::may_be_one);

}  // namespace voicehub::ops
