#include "core/plan/shared_steps.hpp"

#include <fmt/format.h>

#include "core/plan/container_spec.hpp"
#include "core/plan/preflight.hpp"

namespace voicehub::plan {
namespace {

docker::Labels resource_labels(const Project& project,
                               docker::Labels labels,
                               std::string_view kind,
                               const std::string& key) {
  labels[std::string{kind}] = key;
  labels[std::string{label::kProject}] = project.name;
  labels[std::string{label::kComposeVersion}] = std::string{kLabelVersion};
  return labels;
}

bool is_image_step(const Step& step) {
  return std::holds_alternative<BuildImage>(step.action) ||
         std::holds_alternative<PullImage>(step.action);
}

std::vector<docker::AddressPoolSpec> pool_specs(const AddressManagement& addresses) {
  std::vector<docker::AddressPoolSpec> specs;
  for (const AddressPool& pool : addresses.pools) {
    specs.push_back({.subnet = pool.subnet,
                     .gateway = pool.gateway,
                     .ip_range = pool.ip_range,
                     .aux_addresses = pool.aux_addresses});
  }
  return specs;
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

std::size_t SharedSteps::once(const std::string& subject, Action action, std::string cause) {
  const auto [entry, added] = steps_.try_emplace(subject, 0);
  if (added) {
    entry->second = plan_.add({std::move(action), subject, std::move(cause), {}});
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
    if (observed_.networks.contains(network.name)) {
      continue;
    }
    if (network.external) {
      return make_error(ErrorCode::not_found,
                        fmt::format("the external network '{}' of service '{}' does not exist",
                                    network.name,
                                    service.name),
                        fmt::format("create it: docker network create {}", network.name));
    }
    docker::NetworkSpec spec{
        .name = network.name,
        .driver = network.driver,
        .options = network.driver_options,
        .labels = resource_labels(desired_, network.labels, label::kNetwork, key),
        .internal = network.internal,
        .attachable = network.attachable,
        .address_driver = network.addresses.driver,
        .pools = pool_specs(network.addresses),
        .address_options = network.addresses.options,
        .enable_ipv4 = network.enable_ipv4,
        .enable_ipv6 = network.enable_ipv6};
    steps.push_back(
        once("network:" + network.name, CreateNetwork{std::move(spec)}, "does not exist"));
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
    docker::VolumeSpec spec{
        .name = volume.name,
        .driver = volume.driver,
        .options = volume.driver_options,
        .labels = resource_labels(desired_, volume.labels, label::kVolume, volume.key)};
    steps.push_back(once("volume:" + volume.name, CreateVolume{std::move(spec)}, "does not exist"));
  }
  return done();
}

}  // namespace voicehub::plan
