#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/types.hpp"
#include "core/ops/health.hpp"
#include "core/ops/session.hpp"
#include "core/plan/observed_state.hpp"
#include "core/project/project.hpp"
#include "core/verify/report.hpp"

namespace voicehub::ops {

struct StatusOptions {
  std::vector<std::string> services;  // empty: all
  bool long_form = false;             // what takes longer than a moment
  bool exact = false;                 // times to the second, of what runs too
};

// One container of a service, or the service itself while it has none.
struct ServiceStatus {
  std::string service;
  int number = 1;
  std::optional<docker::ContainerSummary> container;  // nothing: not created
  std::string image;                                  // by name
  bool image_replaced = false;  // the name means a newer image than the container runs
  std::optional<std::chrono::system_clock::time_point> image_created;
  // Of one that does not run, that may have been restarted, or whose times are to be exact: for the
  // others the list says enough.
  std::optional<docker::ContainerDetails> details;
  ServiceHealth health;
  std::vector<std::string> last_lines;  // of one that failed; with long_form of every one

  // With long_form, of one that runs:
  std::optional<verify::Report> proof;
  std::string proof_failure;  // why there is no proof
  std::optional<docker::ContainerStats> stats;
};

struct StatusReport {
  std::string project;
  std::chrono::system_clock::time_point taken_at;
  std::vector<ServiceStatus> services;            // in the order of the project, by number
  std::vector<docker::ContainerSummary> orphans;  // of the project, but of no service in its file
  std::map<std::string, std::uint64_t> volume_bytes;  // by volume name; with long_form
};

// The rows of the report, before anybody has looked closer. Pure.
[[nodiscard]] StatusReport outline(const Project& project,
                                   const std::vector<const Service*>& selected,
                                   std::vector<plan::ObservedContainer> containers);

// True for a container that ended in a way that nobody asks for: another exit code than success or
// a stop signal, no memory, a failed start, or a non-zero end within seconds of its start.
[[nodiscard]] bool has_failed(const docker::ContainerDetails& container);

// One list call, then what it does not say, of all containers at once.
[[nodiscard]] Task<StatusReport> status(Session& session,
                                        const Project& project,
                                        StatusOptions options);

}  // namespace voicehub::ops
