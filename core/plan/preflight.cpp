#include "core/plan/preflight.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/docker/feature.hpp"
#include "core/plan/container_spec.hpp"

namespace voicehub::plan {
namespace {

namespace feature = docker::feature;

std::string shown_file(const Project& project) {
  return project.files.empty() ? "the project file"
                               : shown(project.files.front(), project.directory);
}

bool is_any_address(const std::string& address) {
  return address.empty() || address == "0.0.0.0" || address == "::";
}

bool addresses_overlap(const std::string& a, const std::string& b) {
  return is_any_address(a) || is_any_address(b) || a == b;
}

std::string owner_of(const docker::ContainerSummary& container) {
  const std::string project = container.label(std::string{label::kProject});
  return project.empty()
             ? fmt::format("the container '{}'", container.name())
             : fmt::format("the container '{}' of the project '{}'", container.name(), project);
}

bool publishes(const docker::ContainerSummary& container, const Port& port) {
  return container.state == "running" &&
         std::ranges::any_of(container.ports, [&](const docker::PublishedPort& held) {
           return std::to_string(held.published) == port.published &&
                  held.protocol == port.protocol &&
                  addresses_overlap(held.host_address, port.host_address);
         });
}

const docker::ContainerSummary* publisher_of(const Port& port,
                                             const Service& service,
                                             const ObservedState& observed) {
  const auto holds = [&](const docker::ContainerSummary& container) {
    return publishes(container, port);
  };
  for (const docker::ContainerSummary& other : observed.others) {
    if (holds(other)) {
      return &other;
    }
  }
  for (const ObservedContainer& ours : observed.containers) {
    if (ours.service != service.name && holds(ours.summary)) {
      return &ours.summary;
    }
  }
  return nullptr;
}

// Nobody means a folder by these, whether or not the image has the file.
bool has_file_extension(const std::string& target) {
  constexpr std::array kExtensions{".py",  ".sh",   ".js",   ".ts",  ".pl",   ".rb",
                                   ".lua", ".json", ".yaml", ".yml", ".toml", ".ini",
                                   ".cfg", ".conf", ".env",  ".txt", ".xml",  ".pem",
                                   ".crt", ".key",  ".onnx", ".wav", ".gguf"};
  return std::ranges::any_of(
      kExtensions, [&](std::string_view extension) { return target.ends_with(extension); });
}

bool target_is_file(const BindSource& source, const Mount& mount) {
  return source.image_has_file.value_or(false) || has_file_extension(mount.target.text);
}

struct NewerAttribute {
  std::string name;
  docker::Feature feature;
  bool can_be_left_out = false;
};

void add_newer_of(const Mount& mount, std::vector<NewerAttribute>& newer) {
  if (mount.kind == MountKind::image) {
    newer.push_back({"volumes.image", feature::kImageMount});
  } else if (!mount.subpath.empty()) {
    newer.push_back({"volumes.volume.subpath", feature::kVolumeSubpath});
  }
  if (mount.recursive == "writable" || mount.recursive == "readonly") {
    newer.push_back({"volumes.bind.recursive", feature::kRecursiveBind});
  }
}

void add_newer_of(const std::string& network,
                  const NetworkAttachment& place,
                  std::vector<NewerAttribute>& newer) {
  if (place.gateway_priority != 0) {
    newer.push_back({fmt::format("networks.{}.gw_priority", network), feature::kGatewayPriority});
  }
  if (!place.interface_name.empty()) {
    newer.push_back({fmt::format("networks.{}.interface_name", network), feature::kInterfaceName});
  }
}

std::vector<NewerAttribute> newer_attributes(const Service& service) {
  std::vector<NewerAttribute> newer;
  if (service.health_check && service.health_check->start_interval) {
    newer.push_back({"healthcheck.start_interval", feature::kStartInterval});
  }
  if (!service.annotations.empty()) {
    newer.push_back({"annotations", feature::kAnnotations, true});
  }
  for (const Mount& mount : service.mounts) {
    add_newer_of(mount, newer);
  }
  for (const auto& [name, place] : service.networks) {
    add_newer_of(name, place, newer);
    // An older engine gives a container that of its first network.
    if (!place.mac_address.empty() && service.networks.size() > 1) {
      newer.push_back({fmt::format("networks.{}.mac_address", name), feature::kEndpointMac});
    }
  }
  return newer;
}

}  // namespace

Result<void> check_ports(const Project& project,
                         const Service& service,
                         const ObservedState& observed) {
  for (const Port& port : service.ports) {
    if (port.published.empty() || port.published.contains('-')) {
      continue;
    }
    if (service.replicas > 1) {
      return make_error(
          ErrorCode::invalid_project,
          fmt::format("{} replicas of '{}' cannot all publish port {}",
                      service.replicas,
                      service.name,
                      port.published),
          fmt::format("write \"{}\" (the daemon picks a port for each), a range, or replicas: 1",
                      port.target));
    }
    const std::string shown = (port.host_address.empty() ? "" : port.host_address + ":") +
                              port.published + "/" + port.protocol;
    if (const auto* holder = publisher_of(port, service, observed)) {
      return make_error(ErrorCode::conflict,
                        fmt::format("port {} of service '{}' is already in use by {}",
                                    shown,
                                    service.name,
                                    owner_of(*holder)),
                        fmt::format("stop it (docker stop {}) or publish another port in {}",
                                    holder->name(),
                                    shown_file(project)));
    }
    if (const auto busy = observed.busy_ports.find(shown); busy != observed.busy_ports.end()) {
      return make_error(
          ErrorCode::conflict,
          fmt::format(
              "port {} of service '{}' is already in use by {}", shown, service.name, busy->second),
          fmt::format("end it or publish another port in {}", shown_file(project)));
    }
  }
  return done();
}

Result<void> check_one_off_ports(const Project& project,
                                 const Service& service,
                                 const ObservedState& observed) {
  for (const Port& port : service.ports) {
    for (const ObservedContainer& container : observed.containers) {
      if (container.service == service.name && publishes(container.summary, port)) {
        return make_error(
            ErrorCode::conflict,
            fmt::format("port {} of service '{}' is already in use by {}",
                        port.published,
                        service.name,
                        owner_of(container.summary)),
            fmt::format("stop it (voicehub stop {}), or run without that port", service.name));
      }
    }
  }
  return check_ports(project, service, observed);
}

Result<std::vector<HostPath>> missing_bind_folders(const Project& project,
                                                   const Service& service,
                                                   const ObservedState& observed) {
  std::vector<HostPath> folders;
  for (const Mount& mount : service.mounts) {
    const auto found = observed.bind_sources.find(mount.source.text);
    if (mount.kind != MountKind::bind || found == observed.bind_sources.end()) {
      continue;
    }
    const BindSource& source = found->second;
    const std::string path = shown(mount.source, project.directory);
    if (!source.type) {
      if (mount.create_source && !target_is_file(source, mount)) {
        folders.push_back(mount.source);
        continue;
      }
      return make_error(
          ErrorCode::not_found,
          fmt::format("'{}' is to be mounted at {} in service '{}', and it does not exist",
                      path,
                      mount.target.text,
                      service.name),
          fmt::format(
              "create {} or correct the path in {}", mount.source.text, shown_file(project)));
    }
    if (*source.type == FileType::folder && source.image_has_file.value_or(false)) {
      return make_error(
          ErrorCode::conflict,
          fmt::format("'{}' is a folder, and {} in the image of service '{}' is a file",
                      path,
                      mount.target.text,
                      service.name),
          fmt::format(
              "an earlier run of another tool may have made it because the file was missing: "
              "remove the folder {} and put the file there",
              mount.source.text));
    }
  }
  return folders;
}

Result<std::vector<std::string>> check_engine(const Service& service,
                                              const ObservedState& observed) {
  std::vector<std::string> warnings;
  for (const NewerAttribute& attribute : newer_attributes(service)) {
    if (!observed.engine || observed.engine->api_minor >= attribute.feature.api_minor) {
      continue;
    }
    std::string lack = fmt::format("service '{}': '{}' needs Docker Engine {}, and this one is {}",
                                   service.name,
                                   attribute.name,
                                   attribute.feature.engine,
                                   observed.engine->engine);
    if (!attribute.can_be_left_out) {
      return make_error(ErrorCode::unsupported,
                        std::move(lack),
                        "update Docker Engine, or take the attribute out of the file");
    }
    warnings.push_back(lack + ": left out");
  }
  return warnings;
}

Result<void> check_applicable(const Service& service) {
  if (!service.refusals.empty()) {
    return std::unexpected(service.refusals.front());
  }
  for (const PlacedFile& file : service.files) {
    if (file.missing) {
      return std::unexpected(*file.missing);
    }
  }
  return done();
}

Result<void> check_name(const Project& project,
                        const std::string& name,
                        const ObservedState& observed) {
  for (const docker::ContainerSummary& other : observed.others) {
    if (std::ranges::find(other.names, name) != other.names.end()) {
      return make_error(
          ErrorCode::conflict,
          fmt::format("the container name '{}' is taken by {}", name, owner_of(other)),
          fmt::format("remove it (docker rm {}), or change container_name in {}",
                      name,
                      shown_file(project)));
    }
  }
  return done();
}

Result<void> check_network_free(const Project& project,
                                const std::string& network,
                                const std::string& difference,
                                const ObservedState& observed) {
  std::vector<const docker::ContainerSummary*> foreign;
  for (const docker::ContainerSummary& other : observed.others) {
    foreign.push_back(&other);
  }
  for (const ObservedContainer& container : observed.containers) {
    if (!project.services.contains(container.service)) {
      foreign.push_back(&container.summary);
    }
  }
  for (const docker::ContainerSummary* container : foreign) {
    if (container->state == "running" && container->networks.contains(network)) {
      return make_error(
          ErrorCode::conflict,
          fmt::format("the network '{}' has to be made anew ({}), and {} is attached to it",
                      network,
                      difference,
                      container->name()),
          fmt::format(
              "docker network disconnect {} {}; nothing was changed", network, container->name()));
    }
  }
  return done();
}

Result<bool> drop_gpu(const Service& service, const ObservedState& observed) {
  const bool asks = service.runtime == "nvidia" ||
                    std::ranges::any_of(service.resources.devices, &DeviceRequest::is_gpu);
  if (!asks || !observed.system ||
      std::ranges::find(observed.system->runtimes, "nvidia") != observed.system->runtimes.end()) {
    return false;
  }
  if (service.x_voicehub.gpu_optional) {
    return true;
  }
  return make_error(
      ErrorCode::unsupported,
      fmt::format("service '{}' asks for a GPU, and Docker on this machine has no NVIDIA runtime",
                  service.name),
      "install the NVIDIA Container Toolkit and restart Docker, or let it run without: "
      "'x-voicehub: {gpu: optional}' in the service",
      fmt::format("runtimes: {}", join(observed.system->runtimes, ", ")));
}

Result<void> check_volume_unused(const Volume& volume, const ObservedState& observed) {
  for (const docker::ContainerSummary& other : observed.others) {
    const bool uses = std::ranges::any_of(other.mounts, [&](const docker::MountPoint& mount) {
      return mount.type == "volume" && mount.name == volume.name;
    });
    if (uses) {
      return make_error(
          ErrorCode::conflict,
          fmt::format("the volume '{}' is in use by {}", volume.name, owner_of(other)),
          fmt::format("remove that container first (docker rm -f {}); nothing was changed",
                      other.name()));
    }
  }
  return done();
}

}  // namespace voicehub::plan
