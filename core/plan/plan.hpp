#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/paths.hpp"
#include "core/docker/types.hpp"
#include "core/plan/joins.hpp"
#include "core/project/service.hpp"
#include "core/reload/dev_container.hpp"

namespace voicehub::plan {

// Each action is one call. Containers are meant by name or id, whichever is known when the plan is
// made.
struct CreateFolder {
  HostPath path;
};

struct BuildImage {
  std::string service;
};

struct PullImage {
  std::string reference;
  std::string platform;
};

struct CreateNetwork {
  docker::NetworkSpec spec;
};

struct CreateVolume {
  docker::VolumeSpec spec;
};

// The volume that a container of `voicehub dev` is made with.
struct FillAgentVolume {
  reload::AgentSetup setup;
  docker::Labels labels;
};

struct CreateContainer {
  std::string name;
  docker::ContainerSpec spec;
  // With the agent of `voicehub dev`: how depends on the image, which may be built only before
  // this.
  std::optional<reload::AgentSetup> agent;
  std::optional<Joins> joins;  // by name: some are made only before this
};

// Into a container that has not started yet.
struct PlaceFiles {
  docker::ContainerId container;
  std::vector<PlacedFile> files;
};

// A command inside a running container.
struct RunHook {
  docker::ContainerId container;
  Hook hook;
};

struct ConnectNetwork {
  docker::ContainerId container;
  std::string network;
  docker::EndpointSpec endpoint;
};

struct StartContainer {
  docker::ContainerId container;
};

struct StopContainer {
  docker::ContainerId container;
  std::optional<std::chrono::seconds>
      timeout;  // absent: the container's own, else the daemon's 10 s
};

// The agent of a `voicehub dev` container restarts its server; the container itself stays.
struct RestartServer {
  std::string service;
  docker::ContainerId container;
};

struct PauseContainer {
  docker::ContainerId container;
};

struct UnpauseContainer {
  docker::ContainerId container;
};

struct KillContainer {
  docker::ContainerId container;
  std::string signal;
};

struct RenameContainer {
  docker::ContainerId container;
  std::string name;
};

struct RemoveContainer {
  docker::ContainerId container;
  bool anonymous_volumes = false;
};

struct RemoveNetwork {
  std::string name;
};

struct RemoveVolume {
  std::string name;
};

// Not a call but a condition: the container has started, is healthy, or has ended with code 0.
struct WaitFor {
  std::string service;
  docker::ContainerId container;
  DependencyCondition condition = DependencyCondition::healthy;
};

// Not a call either: a new container, which is to take over from an old one, is healthy as `status`
// means it. When it does not become so it is removed, and the old one serves on.
struct AwaitTakeover {
  std::string service;
  docker::ContainerId container;
};

using Action = std::variant<CreateFolder,
                            BuildImage,
                            PullImage,
                            CreateNetwork,
                            CreateVolume,
                            FillAgentVolume,
                            CreateContainer,
                            PlaceFiles,
                            RunHook,
                            ConnectNetwork,
                            StartContainer,
                            StopContainer,
                            RestartServer,
                            PauseContainer,
                            UnpauseContainer,
                            KillContainer,
                            RenameContainer,
                            RemoveContainer,
                            RemoveNetwork,
                            RemoveVolume,
                            WaitFor,
                            AwaitTakeover>;

struct Step {
  Action action;
  std::string subject;  // "service:chatterbox-tts:1", "network:voice_default", "volume:voice_cache"
  std::string cause;    // why, as a user would say it: "environment.WORKERS 2 → 4"
  std::vector<std::size_t> after;  // indices of the steps that must have succeeded
};

// What will be done, as data: printed by --dry-run, compared as text by tests, executed by apply().
struct Plan {
  std::vector<Step> steps;
  std::vector<std::string> notes;     // decisions without a step: "chatterbox-tts is up to date"
  std::vector<std::string> warnings;  // worth acting on: orphans, a GPU that was dropped

  [[nodiscard]] bool empty() const { return steps.empty(); }

  // Appends and returns the index, for the `after` of later steps.
  std::size_t add(Step step);
};

[[nodiscard]] std::string name_of(const Action& action);  // create_container, start_container, …

// One line a step: "[1,2] -> #3 service:tts:1, start_container, created\n".
[[nodiscard]] std::string to_text(const Plan& plan);

}  // namespace voicehub::plan
