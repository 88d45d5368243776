#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/docker/types.hpp"
#include "core/project/project.hpp"

namespace voicehub::plan {

// A container that belongs to the project.
struct ObservedContainer {
  docker::ContainerSummary summary;
  std::string service;
  int number = 1;
  std::optional<docker::ContainerDetails> details;  // only where a decision needs them
  std::optional<bool> ignores_sigterm;              // main process; absent: could not be seen

  [[nodiscard]] bool running() const {
    return summary.state == "running" || summary.state == "restarting";
  }
};

// A bind source as it is on this machine.
struct BindSource {
  std::optional<FileType> type;  // absent: there is nothing
  std::optional<bool>
      image_has_file;  // at the mount's target; only looked up when it decides something
};

// One snapshot of the daemon and this machine, so that deciding needs no further look.
struct ObservedState {
  std::vector<ObservedContainer> containers;  // of this project, by service and number
  std::vector<ObservedContainer> one_offs;    // those of `voicehub run`
  // Filled only when there is something to decide (see observe()):
  std::vector<docker::ContainerSummary> others;            // everybody else's
  std::map<std::string, docker::NetworkDetails> networks;  // by name; those that the project names
  std::map<std::string, docker::VolumeDetails> volumes;
  std::set<std::string> agent_volumes;  // of `voicehub dev` containers, of this project
  std::map<std::string, docker::ImageDetails> images;  // by reference
  std::optional<docker::Version> engine;
  std::optional<docker::SystemInfo> system;        // when a GPU is asked for
  std::map<std::string, BindSource> bind_sources;  // by host path; empty with a remote daemon
  std::set<std::string> engines;  // services that speak the voice API, as far as it was asked
  std::map<std::string, std::string>
      busy_ports;  // "127.0.0.1:4123/tcp" → who holds it, outside Docker
};

}  // namespace voicehub::plan
