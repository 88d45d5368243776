#pragma once

#include <vector>

#include "core/plan/observed_state.hpp"
#include "core/plan/plan.hpp"

namespace voicehub::plan {

// Containers of the project whose service is not in its file any more.
[[nodiscard]] std::vector<const ObservedContainer*> orphans_of(const Project& desired,
                                                               const ObservedState& observed);

// One line that names them all, and what removes them.
void warn_of_orphans(const Project& desired, const ObservedState& observed, Plan& plan);

}  // namespace voicehub::plan
