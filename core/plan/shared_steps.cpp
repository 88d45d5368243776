#include "core/plan/shared_steps.hpp"

#include <fmt/format.h>

#include "core/plan/container_spec.hpp"
#include "core/plan/preflight.hpp"
#include "core/plan/resource_spec.hpp"

namespace voicehub::plan {
namespace {

bool is_image_step(const Step& step) {
  return std::holds_alternative<BuildImage>(step.action) ||
         std::holds_alternative<PullImage>(step.action);
}

}  // namespace

Result<std::vector<std::size_t>> SharedSteps::before_start(const Service& service) {
  VH_TRY(const std::vector<HostPath> folders, missing_bind_folders(desired_, service, observed_));
  Steps steps;
  for (const HostPath& folder : folders) {
    steps.push_back(once("folder:" + folder.text,
                         CreateFolder{folder},
                         fmt::format("mounted by {} and not there", service.name)));
  }
  return steps;
}

Result<std::vector<std::size_t>> SharedSteps::before_creation(const Service& service) {
  Steps steps;
  VH_CHECK(add_image(service, steps));
  VH_CHECK(add_networks(service, steps));
  VH_CHECK(add_volumes(service, steps));
  return steps;
}

void SharedSteps::replace_network(const std::string& name, std::size_t removed) {
  replaced_networks_.emplace(name, removed);
}

void SharedSteps::put_images_first() {
  Steps images;
  for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
    if (is_image_step(plan_.steps[i])) {
      images.push_back(i);
    }
  }
  for (Step& step : plan_.steps) {
    if (step.after.empty() && !is_image_step(step)) {
      step.after = images;
    }
  }
}

std::size_t SharedSteps::once(const std::string& subject,
                              Action action,
                              std::string cause,
                              Steps after) {
  const auto [entry, added] = steps_.try_emplace(subject, 0);
  if (added) {
    entry->second = plan_.add({std::move(action), subject, std::move(cause), std::move(after)});
  }
  return entry->second;
}

Result<void> SharedSteps::add_image(const Service& service, Steps& steps) {
  if (observed_.images.contains(service.image)) {
    return done();
  }
  const std::string subject = "image:" + service.image;
  if (service.build) {
    steps.push_back(once(subject, BuildImage{service.name}, "not built yet"));
  } else if (service.pull_policy == "never") {
    return make_error(
        ErrorCode::not_found,
        fmt::format(
            "the image '{}' of service '{}' is not on this machine, and its pull_policy is never",
            service.image,
            service.name),
        fmt::format("docker pull {}", service.image));
  } else {
    steps.push_back(
        once(subject, PullImage{service.image, service.platform}, "not on this machine"));
  }
  return done();
}

Result<void> SharedSteps::add_networks(const Service& service, Steps& steps) {
  for (const auto& [key, attachment] : service.networks) {
    const Network& network = desired_.networks.at(key);
    const auto replaced = replaced_networks_.find(network.name);
    if (observed_.networks.contains(network.name) && replaced == replaced_networks_.end()) {
      continue;
    }
    if (network.external) {
      return make_error(ErrorCode::not_found,
                        fmt::format("the external network '{}' of service '{}' does not exist",
                                    network.name,
                                    service.name),
                        fmt::format("create it: docker network create {}", network.name));
    }
    const std::string subject = "network:" + network.name;
    CreateNetwork create{network_spec(desired_, network)};
    steps.push_back(replaced == replaced_networks_.end()
                        ? once(subject, std::move(create), "does not exist")
                        : once(subject, std::move(create), "is made anew", {replaced->second}));
  }
  return done();
}

Result<void> SharedSteps::add_volumes(const Service& service, Steps& steps) {
  for (const Mount& mount : service.mounts) {
    if (mount.kind != MountKind::volume || mount.volume.empty()) {
      continue;
    }
    const auto found = desired_.volumes.find(mount.volume);
    if (found == desired_.volumes.end()) {
      continue;  // of `run --volume`: the daemon makes it where it is not there
    }
    const Volume& volume = found->second;
    if (observed_.volumes.contains(volume.name)) {
      continue;
    }
    if (volume.external) {
      return make_error(
          ErrorCode::not_found,
          fmt::format(
              "the external volume '{}' of service '{}' does not exist", volume.name, service.name),
          fmt::format("create it: docker volume create {}", volume.name));
    }
    steps.push_back(once(
        "volume:" + volume.name, CreateVolume{volume_spec(desired_, volume)}, "does not exist"));
  }
  return done();
}

}  // namespace voicehub::plan
