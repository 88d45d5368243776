#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/image/build.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct BuildOptions {
  std::vector<std::string> services;  // empty: all that have a build section
  bool no_cache = false;
  bool pull = false;
  bool dry_run = false;
};

struct BuiltService {
  std::string service;
  std::string image;
  image::BuiltImage built;
};

// Builds the images of the services, and of those that they are built from; all at once, as far as
// none waits for another. A named service without a build section is noted and passed over, as
// Compose does.
[[nodiscard]] Task<std::vector<BuiltService>> build(Session& session,
                                                    const Project& project,
                                                    BuildOptions options);

// The same for one service, as a step of a plan.
[[nodiscard]] Task<void> build_service(Session& session,
                                       const Project& project,
                                       const Service& service);

}  // namespace voicehub::ops
