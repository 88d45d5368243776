#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/docker/feature.hpp"
#include "core/docker/json.hpp"
#include "core/docker/json_value.hpp"

// The body of POST /containers/create.
namespace voicehub::docker {
namespace {

using json::Json;

// A member for every value that is set; what is left out is the daemon's default.
void set(Json& object, const char* key, const std::string& value) {
  if (!value.empty()) {
    object[key] = value;
  }
}

void set(Json& object, const char* key, std::int64_t value) {
  if (value != 0) {
    object[key] = value;
  }
}

void set_size(Json& object, const char* key, std::uint64_t value) {
  if (value != 0) {
    object[key] = value;
  }
}

void set_flag(Json& object, const char* key, bool value) {
  if (value) {
    object[key] = true;
  }
}

template <typename Container>
void set_all(Json& object, const char* key, const Container& values) {
  if (!values.empty()) {
    object[key] = values;
  }
}

std::string port_key(std::uint16_t port, const std::string& protocol) {
  return fmt::format("{}/{}", port, protocol);
}

Json health_json(const HealthSpec& health, int api_minor) {
  Json object{{"Test", health.test}};
  set(object, "Interval", health.interval_ns);
  set(object, "Timeout", health.timeout_ns);
  set(object, "StartPeriod", health.start_period_ns);
  set(object, "Retries", health.retries);
  if (api_minor >= feature::kStartInterval.api_minor) {
    set(object, "StartInterval", health.start_interval_ns);
  }
  return object;
}

Json mount_json(const MountSpec& mount) {
  Json object{{"Type", mount.type}, {"Target", mount.target}};
  set(object, "Source", mount.source);
  set_flag(object, "ReadOnly", mount.read_only);
  if (!mount.propagation.empty()) {
    object["BindOptions"]["Propagation"] = mount.propagation;
  }
  if (mount.recursive == "disabled") {
    object["BindOptions"]["NonRecursive"] = true;
  } else if (mount.recursive == "writable") {
    object["BindOptions"]["ReadOnlyNonRecursive"] = true;
  } else if (mount.recursive == "readonly") {
    object["BindOptions"]["ReadOnlyForceRecursive"] = true;
  }
  if (!mount.subpath.empty()) {
    object[mount.type == "image" ? "ImageOptions" : "VolumeOptions"]["Subpath"] = mount.subpath;
  }
  if (mount.no_copy) {
    object["VolumeOptions"]["NoCopy"] = true;
  }
  if (!mount.volume_labels.empty()) {
    object["VolumeOptions"]["Labels"] = mount.volume_labels;
  }
  if (mount.tmpfs_bytes != 0) {
    object["TmpfsOptions"]["SizeBytes"] = mount.tmpfs_bytes;
  }
  if (mount.tmpfs_mode) {
    object["TmpfsOptions"]["Mode"] = *mount.tmpfs_mode;
  }
  return object;
}

// A mount cannot ask for an SELinux label, which a bind can.
std::string bind_text(const MountSpec& mount) {
  return fmt::format("{}:{}:{},{}{}{}",
                     mount.source,
                     mount.target,
                     mount.read_only ? "ro" : "rw",
                     mount.selinux,
                     mount.propagation.empty() ? "" : ",",
                     mount.propagation);
}

Json endpoint_json(const EndpointSpec& endpoint) {
  Json object = Json::object();
  set_all(object, "Aliases", endpoint.aliases);
  if (!endpoint.ipv4_address.empty()) {
    object["IPAMConfig"]["IPv4Address"] = endpoint.ipv4_address;
  }
  if (!endpoint.ipv6_address.empty()) {
    object["IPAMConfig"]["IPv6Address"] = endpoint.ipv6_address;
  }
  if (!endpoint.link_local_ips.empty()) {
    object["IPAMConfig"]["LinkLocalIPs"] = endpoint.link_local_ips;
  }
  set_all(object, "DriverOpts", endpoint.driver_options);
  set_all(object, "Links", endpoint.links);
  set(object, "MacAddress", endpoint.mac_address);
  set(object, "GwPriority", endpoint.gateway_priority);
  return object;
}

Json device_request_json(const DeviceRequestSpec& request) {
  Json object = Json::object();
  set(object, "Driver", request.driver);
  set(object, "Count", request.count);
  set_all(object, "DeviceIDs", request.device_ids);
  set_all(object, "Capabilities", request.capabilities);
  set_all(object, "Options", request.options);
  return object;
}

Json ulimit_json(const Ulimit& limit) {
  return {{"Name", limit.name}, {"Soft", limit.soft}, {"Hard", limit.hard}};
}

template <typename Item, typename Convert>
void set_list(Json& object, const char* key, const std::vector<Item>& items, Convert convert) {
  for (const Item& item : items) {
    object[key].push_back(convert(item));
  }
}

void set_ports(Json& body, const ContainerSpec& spec) {
  for (const auto& [port, protocol] : spec.exposed) {
    body["ExposedPorts"][port_key(port, protocol)] = Json::object();
  }
  for (const PortBinding& port : spec.ports) {
    const std::string key = port_key(port.target, port.protocol);
    body["ExposedPorts"][key] = Json::object();
    body["HostConfig"]["PortBindings"][key].push_back(
        {{"HostIp", port.host_address}, {"HostPort", port.published}});
  }
}

void set_rates(Json& host, const char* key, const std::vector<DeviceRateSpec>& rates) {
  set_list(host, key, rates, [](const DeviceRateSpec& rate) {
    return Json{{"Path", rate.path}, {"Rate", rate.rate}};
  });
}

void set_block_io(Json& host, const BlockIoSpec& io) {
  set(host, "BlkioWeight", io.weight);
  set_list(host, "BlkioWeightDevice", io.device_weights, [](const DeviceWeightSpec& device) {
    return Json{{"Path", device.path}, {"Weight", device.weight}};
  });
  set_rates(host, "BlkioDeviceReadBps", io.read_bytes);
  set_rates(host, "BlkioDeviceReadIOps", io.read_operations);
  set_rates(host, "BlkioDeviceWriteBps", io.write_bytes);
  set_rates(host, "BlkioDeviceWriteIOps", io.write_operations);
}

void set_cpu(Json& host, const CpuSpec& cpu) {
  set(host, "CpuShares", cpu.shares);
  set(host, "CpuPeriod", cpu.period);
  set(host, "CpuQuota", cpu.quota);
  set(host, "CpuRealtimePeriod", cpu.realtime_period);
  set(host, "CpuRealtimeRuntime", cpu.realtime_runtime);
  set(host, "CpusetCpus", cpu.set);
  set(host, "CpuCount", cpu.count);
  set(host, "CpuPercent", cpu.percent);
}

void set_limits(Json& host, const ContainerSpec& spec) {
  set(host, "NanoCpus", spec.nano_cpus);
  set_size(host, "Memory", spec.memory_bytes);
  set_size(host, "MemoryReservation", spec.memory_reservation_bytes);
  set(host, "MemorySwap", spec.memory_swap_bytes);
  if (spec.memory_swappiness) {
    host["MemorySwappiness"] = *spec.memory_swappiness;
  }
  set_flag(host, "OomKillDisable", spec.oom_kill_disable);
  set(host, "OomScoreAdj", spec.oom_score_adj);
  set(host, "PidsLimit", spec.pids_limit);
  set_cpu(host, spec.cpu);
  set_block_io(host, spec.block_io);
  set_size(host, "ShmSize", spec.shm_bytes);
  set_list(host, "DeviceRequests", spec.device_requests, device_request_json);
  set_list(host, "Devices", spec.devices, [](const DeviceMapping& device) {
    return Json{{"PathOnHost", device.host},
                {"PathInContainer", device.container},
                {"CgroupPermissions", device.permissions}};
  });
  set_list(host, "Ulimits", spec.ulimits, ulimit_json);
}

void set_host_config(Json& host, const ContainerSpec& spec) {
  for (const MountSpec& mount : spec.mounts) {
    if (mount.selinux.empty()) {
      host["Mounts"].push_back(mount_json(mount));
    } else {
      host["Binds"].push_back(bind_text(mount));
    }
  }
  set(host, "NetworkMode", spec.network_mode);
  if (!spec.restart_policy.empty()) {
    host["RestartPolicy"] = {{"Name", spec.restart_policy},
                             {"MaximumRetryCount", spec.restart_maximum_retries}};
  }
  if (spec.init) {
    host["Init"] = *spec.init;
  }
  set(host, "Runtime", spec.runtime);
  set_all(host, "Sysctls", spec.sysctls);
  set_all(host, "ExtraHosts", spec.extra_hosts);
  set_all(host, "CapAdd", spec.cap_add);
  set_all(host, "CapDrop", spec.cap_drop);
  set_all(host, "SecurityOpt", spec.security_opt);
  set_all(host, "GroupAdd", spec.group_add);
  if (!spec.log_driver.empty()) {
    host["LogConfig"] = {{"Type", spec.log_driver}, {"Config", spec.log_options}};
  }
  set_all(host, "Links", spec.links);
  set_all(host, "VolumesFrom", spec.volumes_from);
  set(host, "PidMode", spec.pid_mode);
  set(host, "IpcMode", spec.ipc_mode);
  set(host, "UTSMode", spec.uts_mode);
  set(host, "UsernsMode", spec.user_namespace_mode);
  set(host, "CgroupnsMode", spec.cgroup_namespace_mode);
  set(host, "CgroupParent", spec.cgroup_parent);
  set(host, "Isolation", spec.isolation);
  set_all(host, "Annotations", spec.annotations);
  set_all(host, "StorageOpt", spec.storage_options);
  set_all(host, "DeviceCgroupRules", spec.device_cgroup_rules);
  set_all(host, "Dns", spec.dns);
  set_all(host, "DnsOptions", spec.dns_options);
  set_all(host, "DnsSearch", spec.dns_search);
  set_flag(host, "Privileged", spec.privileged);
  set_flag(host, "ReadonlyRootfs", spec.read_only_root);
  set_flag(host, "AutoRemove", spec.auto_remove);
}

// API 1.41 takes one network here: the one that network_mode names, else the first.
void set_network(Json& body, const ContainerSpec& spec, int api_minor) {
  if (spec.networks.empty()) {
    return;
  }
  const auto named = spec.networks.find(spec.network_mode);
  const auto& [name, endpoint] = named == spec.networks.end() ? *spec.networks.begin() : *named;
  body["NetworkingConfig"]["EndpointsConfig"][name] = endpoint_json(endpoint);
  if (api_minor < feature::kEndpointMac.api_minor) {
    set(body, "MacAddress", endpoint.mac_address);
  }
}

}  // namespace

std::string to_json(const ContainerSpec& spec, int api_minor) {
  Json body{{"Image", spec.image}, {"HostConfig", Json::object()}};
  if (spec.entrypoint) {
    body["Entrypoint"] = *spec.entrypoint;
  }
  if (spec.command) {
    body["Cmd"] = *spec.command;
  }
  set_all(body, "Env", spec.environment);
  set_all(body, "Labels", spec.labels);
  set(body, "User", spec.user);
  set(body, "WorkingDir", spec.working_dir);
  set(body, "Hostname", spec.hostname);
  set(body, "Domainname", spec.domain_name);
  set(body, "MacAddress", spec.mac_address);
  set(body, "StopSignal", spec.stop_signal);
  if (spec.stop_timeout_seconds) {
    body["StopTimeout"] = *spec.stop_timeout_seconds;
  }
  set_flag(body, "Tty", spec.tty);
  set_flag(body, "OpenStdin", spec.open_stdin);
  set_flag(body, "StdinOnce", spec.stdin_once);
  if (spec.health) {
    body["Healthcheck"] = health_json(*spec.health, api_minor);
  }
  set_ports(body, spec);
  set_limits(body["HostConfig"], spec);
  set_host_config(body["HostConfig"], spec);
  set_network(body, spec, api_minor);
  return json::dump(body);
}

std::string to_json(const std::vector<Ulimit>& limits) {
  Json list = Json::array();
  std::ranges::transform(limits, std::back_inserter(list), ulimit_json);
  return json::dump(list);
}

std::string to_json(const NetworkConnect& connect) {
  const Json body{{"Container", connect.container.text},
                  {"EndpointConfig", endpoint_json(connect.endpoint)}};
  return json::dump(body);
}

}  // namespace voicehub::docker
