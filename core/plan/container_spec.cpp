#include "core/plan/container_spec.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::plan {
namespace {

docker::MountSpec mount_spec(const Project& project, const Mount& mount) {
  docker::MountSpec spec{.target = mount.target.text, .read_only = mount.read_only};
  switch (mount.kind) {
    case MountKind::bind:
      spec.type = "bind";
      spec.source = mount.source.text;
      spec.propagation = mount.propagation;
      spec.selinux = mount.selinux;
      spec.recursive = mount.recursive;
      break;
    case MountKind::named_pipe:
      spec.type = "npipe";
      spec.source = mount.source.text;
      break;
    case MountKind::image:
      spec.type = "image";
      spec.source = mount.image;
      spec.subpath = mount.subpath;
      break;
    case MountKind::volume: {
      spec.type = "volume";
      spec.no_copy = mount.no_copy;
      spec.volume_labels = mount.volume_labels;
      spec.subpath = mount.subpath;
      const auto volume = project.volumes.find(mount.volume);
      spec.source = volume == project.volumes.end() ? mount.volume : volume->second.name;
      break;
    }
    case MountKind::tmpfs:
      spec.type = "tmpfs";
      spec.tmpfs_bytes = mount.tmpfs_bytes;
      spec.tmpfs_mode = mount.tmpfs_mode;
      break;
  }
  return spec;
}

std::optional<docker::HealthSpec> health_spec(const std::optional<HealthCheck>& check) {
  if (!check) {
    return std::nullopt;
  }
  if (check->disabled) {
    return docker::HealthSpec{.test = {"NONE"}};
  }
  const auto ns = [](const std::optional<std::chrono::nanoseconds>& time) {
    return time ? time->count() : 0;
  };
  return docker::HealthSpec{.test = check->test,
                            .interval_ns = ns(check->interval),
                            .timeout_ns = ns(check->timeout),
                            .start_period_ns = ns(check->start_period),
                            .start_interval_ns = ns(check->start_interval),
                            .retries = check->retries.value_or(0)};
}

std::string_view condition_text(DependencyCondition condition) {
  switch (condition) {
    case DependencyCondition::started: return "service_started";
    case DependencyCondition::healthy: return "service_healthy";
    case DependencyCondition::completed: return "service_completed_successfully";
  }
  return "service_started";
}

std::string depends_on_label(const Service& service) {
  std::vector<std::string> parts;
  for (const auto& [name, dependency] : service.depends_on) {
    parts.push_back(
        fmt::format("{}:{}:{}", name, condition_text(dependency.condition), dependency.restart));
  }
  return join(parts, ",");
}

docker::Labels labels_for(const Project& project,
                          const Service& service,
                          const SpecContext& context) {
  docker::Labels labels = service.labels;
  const auto set = [&](std::string_view key, std::string value) {
    labels[std::string{key}] = std::move(value);
  };
  std::vector<std::string> files;
  for (const HostPath& file : project.files) {
    files.push_back(file.text);
  }
  set(label::kProject, project.name);
  set(label::kService, service.name);
  set(label::kNumber, std::to_string(context.number));
  set(label::kOneOff, "False");
  set(label::kDependsOn, depends_on_label(service));
  set(label::kWorkingDir, project.directory.text);
  set(label::kConfigFiles, join(files, ","));
  set(label::kComposeVersion, std::string{kLabelVersion});
  if (context.drop_gpu) {
    set(label::kGpu, "dropped");
  }
  return labels;
}

std::string name_of(const Project& project, const std::string& network) {
  const auto known = project.networks.find(network);
  return known == project.networks.end() ? network : known->second.name;
}

// A mode that joins another service names that service's first container.
std::string mode_of(const Project& project, const std::string& mode) {
  const auto joined = project.services.find(std::string{joined_service(mode)});
  return joined == project.services.end()
             ? mode
             : "container:" + container_name(project, joined->second, 1);
}

void add_volumes_from(const Project& project, const Service& service, docker::ContainerSpec& spec) {
  for (const VolumesFrom& volumes : service.volumes_from) {
    const auto joined = project.services.find(volumes.service);
    std::string from = joined == project.services.end()
                           ? volumes.container
                           : container_name(project, joined->second, 1);
    spec.volumes_from.push_back(volumes.read_only ? from + ":ro" : std::move(from));
  }
}

// Docker Compose's, whose numbers are those of the container that has the link.
std::vector<std::string> links_of(const Project& project, const Service& service, int number) {
  std::vector<std::string> links;
  for (const Link& link : service.links) {
    const auto linked = project.services.find(link.service);
    if (linked == project.services.end()) {
      links.push_back(fmt::format("{}:{}", link.container, link.alias));
      continue;
    }
    for (int replica = 1; replica <= linked->second.replicas; ++replica) {
      const std::string container = container_name(project, linked->second, replica);
      links.push_back(fmt::format("{}:{}", container, link.alias));
      links.push_back(fmt::format("{}:{}-{}", container, link.service, number));
      links.push_back(fmt::format("{}:{}-{}-{}", container, project.name, link.service, number));
    }
  }
  return links;
}

void add_networks(const Project& project,
                  const Service& service,
                  int number,
                  docker::ContainerSpec& spec) {
  const std::string container = container_name(project, service, number);
  spec.links = links_of(project, service, number);
  if (!service.network_mode.empty()) {
    spec.network_mode = mode_of(project, service.network_mode);
    return;
  }
  for (const auto& [key, attachment] : service.networks) {
    docker::EndpointSpec endpoint{.aliases = {container, service.name},
                                  .ipv4_address = attachment.ipv4_address,
                                  .ipv6_address = attachment.ipv6_address,
                                  .link_local_ips = attachment.link_local_ips,
                                  .driver_options = attachment.driver_options,
                                  .mac_address = attachment.mac_address,
                                  .gateway_priority = attachment.gateway_priority};
    if (!attachment.interface_name.empty()) {
      endpoint.driver_options["com.docker.network.endpoint.ifname"] = attachment.interface_name;
    }
    for (const std::string& alias : attachment.aliases) {
      if (std::ranges::find(endpoint.aliases, alias) == endpoint.aliases.end()) {
        endpoint.aliases.push_back(alias);
      }
    }
    spec.networks.emplace(name_of(project, key), std::move(endpoint));
  }
  if (!service.networks.empty()) {
    const auto first = std::ranges::max_element(
        service.networks, {}, [](const auto& entry) { return entry.second.priority; });
    spec.network_mode = name_of(project, first->first);
    spec.networks.at(spec.network_mode).links = spec.links;
  }
}

void add_ports(const Service& service, docker::ContainerSpec& spec) {
  for (const Port& port : service.ports) {
    spec.ports.push_back({.target = port.target,
                          .protocol = port.protocol,
                          .host_address = port.host_address,
                          .published = port.published});
  }
  for (const std::string& exposed : service.expose) {
    const auto parts = split(exposed, '/');
    spec.exposed.emplace_back(static_cast<std::uint16_t>(std::atoi(parts[0].c_str())),
                              parts.size() > 1 ? parts[1] : "tcp");
  }
}

std::vector<docker::DeviceRateSpec> rates_of(const std::vector<DeviceRate>& rates) {
  std::vector<docker::DeviceRateSpec> specs;
  for (const DeviceRate& rate : rates) {
    specs.push_back({.path = rate.path, .rate = rate.rate});
  }
  return specs;
}

docker::BlockIoSpec block_io_spec(const BlockIo& io) {
  docker::BlockIoSpec spec{.weight = io.weight,
                           .read_bytes = rates_of(io.read_bytes),
                           .read_operations = rates_of(io.read_operations),
                           .write_bytes = rates_of(io.write_bytes),
                           .write_operations = rates_of(io.write_operations)};
  for (const DeviceWeight& device : io.device_weights) {
    spec.device_weights.push_back({.path = device.path, .weight = device.weight});
  }
  return spec;
}

docker::CpuSpec cpu_spec(const CpuOptions& cpu) {
  return {.shares = cpu.shares,
          .period = cpu.period_us,
          .quota = cpu.quota_us,
          .realtime_period = cpu.realtime_period_us,
          .realtime_runtime = cpu.realtime_runtime_us,
          .set = cpu.set,
          .count = cpu.count,
          .percent = cpu.percent};
}

void add_resources(const Service& service, bool drop_gpu, docker::ContainerSpec& spec) {
  spec.memory_swap_bytes = service.resources.memory_swap_bytes;
  spec.memory_swappiness = service.resources.memory_swappiness;
  spec.oom_kill_disable = service.resources.oom_kill_disable;
  spec.oom_score_adj = service.resources.oom_score_adj;
  spec.cpu = cpu_spec(service.resources.cpu);
  spec.block_io = block_io_spec(service.resources.block_io);
  spec.nano_cpus = service.resources.nano_cpus;
  spec.memory_bytes = service.resources.memory_bytes;
  spec.memory_reservation_bytes = service.resources.memory_reservation_bytes;
  spec.pids_limit = service.resources.pids;
  spec.shm_bytes = service.shm_bytes;
  for (const DeviceRequest& request : service.resources.devices) {
    if (drop_gpu && request.is_gpu()) {
      continue;
    }
    spec.device_requests.push_back({.driver = request.driver,
                                    .count = request.count,
                                    .device_ids = request.device_ids,
                                    .capabilities = {request.capabilities},
                                    .options = request.options});
  }
  for (const std::string& device : service.devices) {
    const auto parts = split(device, ':');
    spec.devices.push_back({.host = parts[0],
                            .container = parts.size() > 1 ? parts[1] : parts[0],
                            .permissions = parts.size() > 2 ? parts[2] : "rwm"});
  }
  for (const auto& [name, limit] : service.ulimits) {
    spec.ulimits.push_back({.name = name, .soft = limit.soft, .hard = limit.hard});
  }
}

// Which namespaces of the kernel it shares, and what belongs to them.
void add_namespaces(const Project& project, const Service& service, docker::ContainerSpec& spec) {
  spec.pid_mode = mode_of(project, service.pid);
  spec.ipc_mode = mode_of(project, service.ipc);
  spec.uts_mode = service.uts;
  spec.user_namespace_mode = service.user_namespace;
  spec.cgroup_namespace_mode = service.cgroup;
  spec.cgroup_parent = service.cgroup_parent;
  spec.isolation = service.isolation;
  spec.domain_name = service.domain_name;
  spec.mac_address = service.mac_address;
  spec.dns = service.dns;
  spec.dns_options = service.dns_options;
  spec.dns_search = service.dns_search;
}

// The daemon wants "host:address".
std::vector<std::string> with_colons(std::vector<std::string> hosts) {
  for (std::string& host : hosts) {
    if (const auto equals = host.find('='); equals != std::string::npos) {
      host[equals] = ':';
    }
  }
  return hosts;
}

std::vector<std::string> environment_list(const Service& service) {
  std::vector<std::string> list;
  for (const auto& [key, value] : service.environment) {
    list.push_back(value ? key + "=" + *value : key);
  }
  return list;
}

}  // namespace

std::vector<std::string> of_project(std::string_view project) {
  return {fmt::format("{}={}", label::kProject, project)};
}

std::vector<std::string> of_service(std::string_view project, std::string_view service) {
  return {fmt::format("{}={}", label::kProject, project),
          fmt::format("{}={}", label::kService, service)};
}

docker::ContainerSpec container_spec(const Project& project,
                                     const Service& service,
                                     const SpecContext& context) {
  docker::ContainerSpec spec;
  spec.image = service.image;
  spec.entrypoint = service.entrypoint;
  spec.command = service.command;
  spec.environment = environment_list(service);
  spec.labels = labels_for(project, service, context);
  spec.user = service.user;
  spec.working_dir = service.working_dir;
  spec.hostname = service.hostname;
  spec.stop_signal = service.stop_signal;
  if (service.stop_grace_period) {
    spec.stop_timeout_seconds = static_cast<int>(
        std::chrono::ceil<std::chrono::seconds>(*service.stop_grace_period).count());
  }
  spec.tty = service.tty;
  spec.open_stdin = service.stdin_open;
  spec.health = health_spec(service.health_check);
  for (const Mount& mount : service.mounts) {
    spec.mounts.push_back(mount_spec(project, mount));
  }
  spec.restart_policy = service.restart.name;
  spec.restart_maximum_retries = service.restart.maximum_retries;
  // A PID 1 that ignores SIGTERM makes every stop wait for its whole timeout; an init forwards it
  // and reaps.
  spec.init = service.init.value_or(true);
  spec.runtime = context.drop_gpu && service.runtime == "nvidia" ? "" : service.runtime;
  spec.sysctls = service.sysctls;
  spec.extra_hosts = with_colons(service.extra_hosts);
  spec.cap_add = service.cap_add;
  spec.cap_drop = service.cap_drop;
  spec.security_opt = service.security_opt;
  spec.group_add = service.group_add;
  if (service.logging) {
    spec.log_driver = service.logging->driver;
    spec.log_options = service.logging->options;
  }
  spec.annotations = service.annotations;
  spec.storage_options = service.storage_options;
  spec.device_cgroup_rules = service.device_cgroup_rules;
  spec.platform = service.platform;
  spec.privileged = service.privileged;
  spec.read_only_root = service.read_only;
  add_networks(project, service, context.number, spec);
  add_namespaces(project, service, spec);
  add_volumes_from(project, service, spec);
  add_ports(service, spec);
  add_resources(service, context.drop_gpu, spec);

  Fields fields = fields_of(spec);
  add_files(service.files, fields);
  spec.labels[std::string{label::kSpec}] = to_label(fields);
  spec.labels[std::string{label::kConfigHash}] =
      service.config_with_joins.empty() ? service.config_hash
                                        : hash_of({service.config_with_joins, context.joined});
  return spec;
}

SpecContext context_of(const Service& service,
                       int number,
                       const std::vector<ObservedContainer>& containers) {
  SpecContext context{.number = number};
  const std::set<std::string> joins = service.joins();
  for (const ObservedContainer& container : containers) {
    if (container.number == 1 && joins.contains(container.service)) {
      context.joined.emplace(container.service, container.summary.id);
    }
  }
  return context;
}

bool is_made_of(const docker::ContainerSummary& container,
                const Service& service,
                const docker::ContainerSpec& spec) {
  const auto same = [&](std::string_view label) {
    const std::string key{label};
    return container.label(key) == spec.labels.at(key);
  };
  if (!container.labels.contains(std::string{label::kSpec})) {
    return same(label::kConfigHash);
  }
  // Which containers it has joined only the hash tells.
  const bool joins = !service.config_with_joins.empty();
  return same(label::kSpec) && (!joins || same(label::kConfigHash));
}

bool is_secret_name(std::string_view name) {
  std::string upper{name};
  std::ranges::transform(
      upper, upper.begin(), [](unsigned char letter) { return std::toupper(letter); });
  constexpr std::array kMarks{
      "KEY", "TOKEN", "SECRET", "PASSW", "CREDENTIAL", "AUTH", "PRIVATE", "DSN"};
  return std::ranges::any_of(kMarks, [&](std::string_view mark) { return upper.contains(mark); });
}

}  // namespace voicehub::plan
