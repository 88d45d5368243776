#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/docker/types.hpp"
#include "core/plan/plan.hpp"
#include "core/project/project.hpp"

namespace voicehub::plan {

// Which images are pulled: what the service's own pull_policy says, or what is asked of all.
enum class PullPolicy { of_service, missing, always };

struct PullOptions {
  std::vector<std::string> services;  // empty: all
  PullPolicy policy = PullPolicy::of_service;
  bool ignore_buildable = false;  // services with a build section are not pulled
  bool dependencies = false;      // what the services depend on is pulled too
};

// A step for each image, none after another, with a note for each service whose image is not
// pulled. `present`: the references that the daemon has. Pure.
[[nodiscard]] Result<Plan> plan_pull(const Project& project,
                                     const std::set<std::string>& present,
                                     const PullOptions& options);

// Images that are here, and whose services say that they are to be pulled again by now. Those that
// have a build section are not.
[[nodiscard]] std::vector<const Service*> due_for_refresh(
    const std::vector<const Service*>& services,
    const std::map<std::string, docker::ImageDetails>& images,
    std::chrono::system_clock::time_point now);

}  // namespace voicehub::plan
