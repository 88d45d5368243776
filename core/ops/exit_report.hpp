#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/api.hpp"

namespace voicehub::ops {

// How a container ended and what it said last: what a person needs when an engine does not come up.
struct ExitReport {
  int exit_code = 0;
  bool out_of_memory = false;
  std::string daemon_error;             // why it could not even be started; empty otherwise
  std::vector<std::string> last_lines;  // of its output, at most 20, oldest first

  // "exit code 1", "exit code 137: out of memory", "exit code 137: killed", "exit code 127: …"
  [[nodiscard]] std::string summary() const;
};

// Without the lines.
[[nodiscard]] ExitReport ending_of(const docker::ContainerDetails& container);

// The end of its output, or of the part since (LogOptions.since). Nothing when its log cannot be
// read: that must not hide the rest.
[[nodiscard]] boost::asio::awaitable<std::vector<std::string>> last_lines(docker::Api& docker,
                                                                          docker::ContainerId id,
                                                                          int count,
                                                                          std::string since = {});

[[nodiscard]] Task<ExitReport> exit_report(docker::Api& docker, docker::ContainerId id);

}  // namespace voicehub::ops
