#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/plan/reconcile.hpp"
#include "core/plan/shared_steps.hpp"

namespace voicehub::plan {

// Networks of the project that are no longer what the file says.
struct ChangedNetworks {
  std::map<std::string, std::string> causes;           // by name; why their containers are replaced
  std::map<docker::ContainerId, std::size_t> stopped;  // containers, and the steps that stop them
};

// A network cannot be changed: everybody on it is stopped, and it is made anew. Services with a
// container on it join `services`, in the order of dependencies. Refused while a stranger is on it.
[[nodiscard]] Result<ChangedNetworks> replace_changed_networks(
    const Project& desired,
    const ObservedState& observed,
    const ReconcileOptions& options,
    std::vector<const Service*>& services,
    SharedSteps& shared,
    Plan& plan);

// A warning for each volume that is no longer what the file says. Its data is worth more than its
// definition: it stays.
[[nodiscard]] std::vector<std::string> changed_volumes(const Project& desired,
                                                       const ObservedState& observed);

}  // namespace voicehub::plan
