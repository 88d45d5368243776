#pragma once

#include <string>
#include <utility>

#include "core/plan/container_spec.hpp"
#include "core/plan/observed_state.hpp"
#include "core/project/project.hpp"

// Projects and daemon states for tests of decisions, each as small as the decision needs.
namespace voicehub::plan {

inline Service tts_service() {
  Service service;
  service.name = "tts";
  service.image = "tts:1";
  service.ports = {{.published = "4123", .target = 4123}};
  service.networks["default"];
  return service;
}

inline Project project_of(std::vector<Service> services) {
  Project project;
  project.name = "voice";
  project.directory = {"/srv/voice"};
  project.files = {{"/srv/voice/compose.yaml"}};
  project.networks["default"] = {.key = "default", .name = "voice_default"};
  for (Service& service : services) {
    const std::string name = service.name;
    project.services.emplace(name, std::move(service));
  }
  return project;
}

// The container as voicehub would have made it for this service.
inline ObservedContainer container_of(const Project& project,
                                      const Service& service,
                                      const std::string& state = "running",
                                      int number = 1) {
  ObservedContainer container{.service = service.name, .number = number};
  container.summary.id = {std::string(61, 'a') + std::to_string(100 + number)};
  container.summary.names = {container_name(project, service, number)};
  container.summary.image = service.image;
  container.summary.image_id = "sha256:one";
  container.summary.state = state;
  container.summary.labels = container_spec(project, service, {.number = number}).labels;
  return container;
}

// Networks, volumes and images of the project are there; no container is.
inline ObservedState prepared(const Project& project) {
  ObservedState observed;
  for (const auto& [key, network] : project.networks) {
    observed.networks[network.name] = {.name = network.name};
  }
  for (const auto& [key, volume] : project.volumes) {
    observed.volumes[volume.name] = {.name = volume.name};
  }
  for (const auto& [name, service] : project.services) {
    observed.images[service.image] = {.id = "sha256:one"};
  }
  return observed;
}

}  // namespace voicehub::plan
