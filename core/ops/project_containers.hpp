#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/observed_state.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

// The containers of the services, by service and number; without a name those of all services of
// the file. An unknown name is an error, and a service without a container is none.
[[nodiscard]] Task<std::vector<plan::ObservedContainer>> containers_of_services(
    Session& session, const Project& project, std::vector<std::string> services);

}  // namespace voicehub::ops
