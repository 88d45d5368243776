#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/ops/status.hpp"
#include "core/plan/container_spec.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

// What a container was made of, against what the project file asks for now.
struct ContainerSpecReport {
  plan::Fields fields;  // of the container: from its label, or as far as the daemon tells
  bool made_by_voicehub = false;
  std::string difference;  // "environment.WORKERS 2 → 4"; empty: as the file says
};

struct Inspection {
  const Service* service = nullptr;
  StatusReport status;                     // of this service, in the long form
  std::vector<ContainerSpecReport> specs;  // one for each container of `status`
};

// Everything that is known of one service (or the one behind a container_name). A service without a
// container is not_found.
[[nodiscard]] Task<Inspection> inspect(Session& session,
                                       const Project& project,
                                       std::string service);

}  // namespace voicehub::ops
