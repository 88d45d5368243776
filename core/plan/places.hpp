#pragma once

#include <utility>
#include <vector>

#include "core/plan/observed_state.hpp"

namespace voicehub::plan {

// One container that a service is to have, and the one that is there in its place, or nullptr.
using Place = std::pair<int, const ObservedContainer*>;

// As many as the service has replicas: the numbers that are there, from the lowest on, and then the
// lowest that are free. What is taken leaves `existing`, where the surplus remains. Pure.
[[nodiscard]] std::vector<Place> take_places(const Project& project,
                                             const Service& service,
                                             std::vector<const ObservedContainer*>& existing);

}  // namespace voicehub::plan
