#pragma once

#include <string>
#include <vector>

#include "core/base/paths.hpp"
#include "core/docker/types.hpp"
#include "core/project/service.hpp"
#include "core/reload/strategy.hpp"

namespace voicehub::reload {

// A mount of a single source file. Editors save by putting a new file in the place of the old, and
// the mount would hold on to the old one. So the file's folder is mounted read-only beside it, and
// the agent copies the file from there into a file of the agent's volume, which is mounted where
// the server expects it.
struct FollowedFile {
  HostPath source;
  ContainerPath target;

  friend bool operator==(const FollowedFile&, const FollowedFile&) = default;
};

// What `voicehub dev` adds to a container.
struct AgentSetup {
  Service service;
  std::string container;  // the name that it will have: the agent is spoken to by it
  std::string volume;
  std::vector<FollowedFile> followed;
};

// True for a service that an edit can reach without a new image: it mounts source, or says what to
// watch; and x-voicehub.reload does not ask for a restart of the container.
[[nodiscard]] bool takes_edits(const Service& service);

[[nodiscard]] std::string agent_volume_name(const std::string& container);

// The container with the agent as its PID 1. `spec` is the plain one; `volume_folder` is where the
// daemon keeps the agent's volume. Its labels for comparison stay as they are, so that a later
// `start` finds nothing to do. Pure.
[[nodiscard]] docker::ContainerSpec with_agent(docker::ContainerSpec spec,
                                               const AgentSetup& setup,
                                               const Strategy& strategy,
                                               const std::string& volume_folder);

[[nodiscard]] bool is_dev(const docker::Labels& labels);

// Tells the agent that this voicehub carries from that of another one.
[[nodiscard]] const std::string& agent_version();

// The file mounts that the agent of a container keeps up with.
[[nodiscard]] std::vector<ContainerPath> followed_targets(const docker::Labels& labels);

}  // namespace voicehub::reload
