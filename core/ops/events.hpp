#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/types.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct EventsOptions {
  std::vector<std::string> services;  // empty: all
  std::string since;                  // see parse_point_in_time(); empty: from now on
  std::string until;                  // empty: until it is cancelled
};

// An event of a container of the project, with the labels that Docker Compose and voicehub put on
// containers taken out of its attributes.
struct ProjectEvent {
  std::string service;
  docker::EngineEvent event;
};

using ProjectEventHandler = std::function<void(const ProjectEvent& event)>;

[[nodiscard]] ProjectEvent project_event(docker::EngineEvent event);

[[nodiscard]] Task<void> events(Session& session,
                                const Project& project,
                                EventsOptions options,
                                ProjectEventHandler handler);

}  // namespace voicehub::ops
