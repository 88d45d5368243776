#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/plan.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct DownOptions {
  std::vector<std::string> services;  // empty: the whole project
  bool volumes = false;               // the flag is the consent: nothing is asked
  bool remove_orphans = false;
  bool dry_run = false;
  std::optional<std::chrono::seconds> timeout;
};

// Stops and removes the containers and networks of the project, and with `volumes` its named
// volumes. External ones, images and files stay.
[[nodiscard]] Task<plan::Plan> down(Session& session, const Project& project, DownOptions options);

}  // namespace voicehub::ops
