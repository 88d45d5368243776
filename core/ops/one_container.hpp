#pragma once

#include <string>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/plan/observed_state.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

// Which container a verb means that works on one.
struct Choice {
  std::string service;  // or its container_name; empty: the only service, or the only engine
  int number = 1;       // of the container, where the service has several
};

struct ChosenContainer {
  const Service* service = nullptr;
  plan::ObservedContainer container;
};

// One that does not run is an error, with how it ended and how to start it.
[[nodiscard]] Task<ChosenContainer> running_container(Session& session,
                                                      const Project& project,
                                                      Choice choice);

}  // namespace voicehub::ops
