#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"
#include "core/reload/agent_channel.hpp"
#include "core/verify/report.hpp"
#include "core/verify/selection.hpp"

namespace voicehub::ops {

// The server that is to get an edit: one container, and whoever restarts its process.
struct ReloadTarget {
  const Service& service;
  docker::ContainerSummary container;
  reload::AgentChannel& agent;
};

struct HotRestart {
  ReloadKind kind = ReloadKind::process;
  std::string kept;  // warm: what the server says it has kept
  std::vector<std::string> warnings;
  std::optional<std::chrono::milliseconds> built;  // what x-voicehub.build took
  // From the request until: the new code was loaded or its process ran; it was healthy; proven.
  std::chrono::milliseconds restarted{0};
  std::chrono::milliseconds healthy{0};
  std::chrono::milliseconds verified{0};
  verify::Report proof;
};

// Where a file of this machine is in the container, by its mounts; nothing when it is not there.
// `readable` is where its newest content can be read before the server is restarted.
struct InContainer {
  ContainerPath path;
  ContainerPath readable;
};

[[nodiscard]] std::optional<InContainer> in_container(const Service& service,
                                                      const docker::Labels& labels,
                                                      const HostPath& file);

// Gets an edit into the running server without a new container: checks it, builds where
// x-voicehub.build says so, reloads in the gentlest way that the server can, waits until it is
// healthy, and proves it. `failed` when the edit is bad, with the compiler's or the server's own
// words as the cause; with a check, a warm reload or a handover the old code then goes on serving.
// `scope`: of the proof; its `only` are the files that were edited, none when a key was pressed.
[[nodiscard]] Task<HotRestart> hot_restart(Session& session,
                                           ReloadTarget target,
                                           verify::Scope scope);

// The part of it that ends the old process and starts the new: what `voicehub restart` does to a
// container that has the agent.
[[nodiscard]] Task<HotRestart> restart_server(Session& session, ReloadTarget target);

// What the container has of the service's mounts, by its agent's word.
[[nodiscard]] Task<verify::Report> prove(Session& session,
                                         ReloadTarget target,
                                         verify::Scope scope);

}  // namespace voicehub::ops
