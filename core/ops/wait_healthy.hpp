#pragma once

#include <chrono>
#include <optional>

#include "core/base/task.hpp"
#include "core/ops/health.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct WaitOptions {
  std::optional<std::chrono::milliseconds>
      deadline;  // absent: from the file's health check, else 120 s
  // Where nothing can be asked and running is all there is, a process that has only just started is
  // looked at once more.
  bool just_started = true;
};

// Looks every 20 ms at first and every 250 ms later, until the service is healthy. not_healthy when
// the deadline passes, and at once when the container exits or is being restarted by its policy:
// then with its exit code and its last lines as the cause. A service that is no engine, is not to
// be restarted and ended with code 0 is complete. Tells `session.events` what it sees and how long
// it took. The first look is at `container` as it is given.
[[nodiscard]] Task<void> wait_healthy(Session& session,
                                      const Project& project,
                                      const Service& service,
                                      docker::ContainerSummary container,
                                      WaitOptions options);

// The same of a container by its id or name.
[[nodiscard]] Task<void> wait_healthy(Session& session,
                                      const Project& project,
                                      const Service& service,
                                      docker::ContainerId container,
                                      WaitOptions options);

// The file's own health check, as the daemon reports it: what `condition: service_healthy` means.
[[nodiscard]] Task<void> wait_health_check(Session& session,
                                           const Project& project,
                                           const Service& service,
                                           docker::ContainerId container,
                                           WaitOptions options);

// Until it has ended; an exit code other than 0 is an error.
[[nodiscard]] Task<void> wait_completed(Session& session,
                                        const Service& service,
                                        docker::ContainerId container);

}  // namespace voicehub::ops
