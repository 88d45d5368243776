#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/types.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

// A project as the labels of its containers tell it.
struct ProjectSummary {
  std::string name;
  std::map<std::string, int> states;      // how many containers are "running", "exited", …
  std::vector<std::string> config_files;  // as its containers name them, each once

  // "exited(1), running(2)"
  [[nodiscard]] std::string status() const;
};

struct ProjectsOptions {
  bool all = false;                        // those without a running container too
  std::vector<std::string> name_patterns;  // regular expressions, of which one must be found
};

// By name. Without `all` only containers that run count, as Docker Compose counts them. Pure.
[[nodiscard]] Result<std::vector<ProjectSummary>> projects_of(
    const std::vector<docker::ContainerSummary>& containers, const ProjectsOptions& options);

[[nodiscard]] Task<std::vector<ProjectSummary>> projects(Session& session, ProjectsOptions options);

// What the labels of a project's containers, networks and volumes say of it: enough to stop, remove
// and look at what there is. not_found, with the nearest name, when the daemon has nothing of it.
[[nodiscard]] Task<Project> project_by_labels(Session& session, std::string name);

}  // namespace voicehub::ops
