#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/digest.hpp"
#include "core/base/text.hpp"
#include "core/plan/container_spec.hpp"

namespace voicehub::plan {
namespace {

std::string digest_of_value(std::string_view value) {
  return "#" + sha256(value).hex.substr(0, 16);
}

void add_environment(Fields& fields, const std::vector<std::string>& environment) {
  for (const std::string& entry : environment) {
    const auto equals = entry.find('=');
    fields["environment." + entry.substr(0, equals)] =
        equals == std::string::npos ? "unset"
                                    : digest_of_value(std::string_view{entry}.substr(equals + 1));
  }
}

std::string mount_text(const std::string& type, const std::string& source, bool read_only) {
  std::string text = type;
  if (!source.empty()) {
    text += " " + source;
  }
  return read_only ? text + " ro" : text;
}

// Of a field of `volumes`: the mount itself is told by the daemon, these are not.
bool is_mount_option(std::string_view field) {
  constexpr std::array kOptions{
      ".propagation", ".selinux", ".recursive", ".nocopy", ".subpath", ".size", ".mode"};
  return field.contains(".labels.") || std::ranges::any_of(kOptions, [&](std::string_view name) {
           return field.ends_with(name);
         });
}

std::string words(const std::vector<std::string>& list) {
  return nlohmann::json(list).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Writes what differs from the default only, so that a new attribute does not make every container
// differ.
class FieldWriter {
 public:
  explicit FieldWriter(Fields& fields) : fields_{fields} {}

  void text(const std::string& name, const std::string& value) {
    if (!value.empty()) {
      fields_[name] = value;
    }
  }

  template <typename Number>
  void number(const std::string& name, Number value) {
    if (value != Number{}) {
      fields_[name] = fmt::format("{}", value);
    }
  }

  void flag(const std::string& name, bool value) {
    if (value) {
      fields_[name] = "true";
    }
  }

  void list(const std::string& name, const std::vector<std::string>& values) {
    if (!values.empty()) {
      fields_[name] = words(values);
    }
  }

  void map(const std::string& name, const std::map<std::string, std::string>& values) {
    for (const auto& [key, value] : values) {
      fields_[name + "." + key] = value;
    }
  }

 private:
  Fields& fields_;
};

void add_process(const docker::ContainerSpec& spec, Fields& fields) {
  FieldWriter write{fields};
  write.text("image", spec.image);
  if (spec.entrypoint) {
    fields["entrypoint"] = words(*spec.entrypoint);
  }
  if (spec.command) {
    fields["command"] = words(*spec.command);
  }
  add_environment(fields, spec.environment);
  write.text("user", spec.user);
  write.text("working_dir", spec.working_dir);
  write.text("hostname", spec.hostname);
  write.text("stop_signal", spec.stop_signal);
  if (spec.stop_timeout_seconds) {
    fields["stop_grace_period"] = fmt::format("{}s", *spec.stop_timeout_seconds);
  }
  write.flag("tty", spec.tty);
  write.flag("stdin_open", spec.open_stdin);
  if (spec.health) {
    write.list("healthcheck.test", spec.health->test);
    write.number("healthcheck.interval", spec.health->interval_ns);
    write.number("healthcheck.timeout", spec.health->timeout_ns);
    write.number("healthcheck.start_period", spec.health->start_period_ns);
    write.number("healthcheck.start_interval", spec.health->start_interval_ns);
    write.number("healthcheck.retries", spec.health->retries);
  }
  for (const auto& [key, value] : spec.labels) {
    if (!key.starts_with("com.docker.compose.") &&
        (!key.starts_with("voicehub.") || key == label::kGpu)) {
      fields["labels." + key] = value;
    }
  }
}

void add_places(const docker::ContainerSpec& spec, Fields& fields) {
  FieldWriter write{fields};
  for (const docker::MountSpec& mount : spec.mounts) {
    const std::string name = "volumes." + mount.target;
    fields[name] = mount_text(mount.type, mount.source, mount.read_only);
    write.text(name + ".propagation", mount.propagation);
    write.text(name + ".selinux", mount.selinux);
    write.text(name + ".recursive", mount.recursive);
    write.flag(name + ".nocopy", mount.no_copy);
    write.map(name + ".labels", mount.volume_labels);
    write.text(name + ".subpath", mount.subpath);
    write.number(name + ".size", mount.tmpfs_bytes);
    write.number(name + ".mode", mount.tmpfs_mode.value_or(0));
  }
  for (const docker::PortBinding& port : spec.ports) {
    std::string& value = fields[fmt::format("ports.{}/{}", port.target, port.protocol)];
    value += (value.empty() ? "" : " ") + port.host_address + ":" + port.published;
  }
  for (const auto& [port, protocol] : spec.exposed) {
    fields[fmt::format("expose.{}/{}", port, protocol)] = "true";
  }
  if (spec.networks.empty()) {
    write.text("network_mode", spec.network_mode);
  }
  write.list("links", spec.links);
  write.list("volumes_from", spec.volumes_from);
  for (const auto& [name, endpoint] : spec.networks) {
    // The container's own names follow from the service; they are no reason to replace it.
    const std::vector<std::string> aliases(endpoint.aliases.begin() + 2, endpoint.aliases.end());
    const std::string field = "networks." + name;
    fields[field] = trim(join(aliases, " ") + " " + endpoint.ipv4_address);
    write.text(field + ".ipv6_address", endpoint.ipv6_address);
    write.list(field + ".link_local_ips", endpoint.link_local_ips);
    write.map(field + ".driver_opts", endpoint.driver_options);
    write.text(field + ".mac_address", endpoint.mac_address);
    write.number(field + ".gw_priority", endpoint.gateway_priority);
  }
}

void add_rates(FieldWriter& write,
               const std::string& name,
               const std::vector<docker::DeviceRateSpec>& rates) {
  for (const docker::DeviceRateSpec& rate : rates) {
    write.number(fmt::format("blkio_config.{}.{}", name, rate.path), rate.rate);
  }
}

void add_kernel(const docker::ContainerSpec& spec, Fields& fields) {
  FieldWriter write{fields};
  write.number("memswap_limit", spec.memory_swap_bytes);
  if (spec.memory_swappiness) {
    fields["mem_swappiness"] = fmt::format("{}", *spec.memory_swappiness);
  }
  write.flag("oom_kill_disable", spec.oom_kill_disable);
  write.number("oom_score_adj", spec.oom_score_adj);
  write.number("cpu_shares", spec.cpu.shares);
  write.number("cpu_period", spec.cpu.period);
  write.number("cpu_quota", spec.cpu.quota);
  write.number("cpu_rt_period", spec.cpu.realtime_period);
  write.number("cpu_rt_runtime", spec.cpu.realtime_runtime);
  write.text("cpuset", spec.cpu.set);
  write.number("cpu_count", spec.cpu.count);
  write.number("cpu_percent", spec.cpu.percent);
  write.number("blkio_config.weight", spec.block_io.weight);
  for (const docker::DeviceWeightSpec& device : spec.block_io.device_weights) {
    write.number("blkio_config.weight_device." + device.path, device.weight);
  }
  add_rates(write, "device_read_bps", spec.block_io.read_bytes);
  add_rates(write, "device_read_iops", spec.block_io.read_operations);
  add_rates(write, "device_write_bps", spec.block_io.write_bytes);
  add_rates(write, "device_write_iops", spec.block_io.write_operations);
  write.text("pid", spec.pid_mode);
  write.text("uts", spec.uts_mode);
  write.text("userns_mode", spec.user_namespace_mode);
  write.text("cgroup", spec.cgroup_namespace_mode);
  write.text("cgroup_parent", spec.cgroup_parent);
  write.text("isolation", spec.isolation);
  write.text("domainname", spec.domain_name);
  write.text("mac_address", spec.mac_address);
  write.map("annotations", spec.annotations);
  write.map("storage_opt", spec.storage_options);
  write.list("device_cgroup_rules", spec.device_cgroup_rules);
  write.list("dns", spec.dns);
  write.list("dns_opt", spec.dns_options);
  write.list("dns_search", spec.dns_search);
}

void add_host_config(const docker::ContainerSpec& spec, Fields& fields) {
  FieldWriter write{fields};
  write.text("restart", spec.restart_policy == "no" ? "" : spec.restart_policy);
  write.number("restart.maximum_retries", spec.restart_maximum_retries);
  write.text("runtime", spec.runtime);
  write.number("limits.nano_cpus", spec.nano_cpus);
  write.number("limits.memory", spec.memory_bytes);
  write.number("limits.pids", spec.pids_limit);
  write.number("reservations.memory", spec.memory_reservation_bytes);
  write.number("shm_size", spec.shm_bytes);
  for (std::size_t i = 0; i < spec.device_requests.size(); ++i) {
    const docker::DeviceRequestSpec& request = spec.device_requests[i];
    const std::string name = fmt::format("devices.request.{}", i);
    write.text(name + ".driver", request.driver);
    write.number(name + ".count", request.count);
    write.list(name + ".ids", request.device_ids);
    for (const auto& capabilities : request.capabilities) {
      write.list(name + ".capabilities", capabilities);
    }
    write.map(name + ".options", request.options);
  }
  for (const docker::DeviceMapping& device : spec.devices) {
    fields["devices." + device.container] = device.host + " " + device.permissions;
  }
  for (const docker::Ulimit& limit : spec.ulimits) {
    fields["ulimits." + limit.name] = fmt::format("{}:{}", limit.soft, limit.hard);
  }
  write.map("sysctls", spec.sysctls);
  write.list("extra_hosts", spec.extra_hosts);
  write.list("cap_add", spec.cap_add);
  write.list("cap_drop", spec.cap_drop);
  write.list("security_opt", spec.security_opt);
  write.list("group_add", spec.group_add);
  write.text("logging.driver", spec.log_driver);
  write.map("logging", spec.log_options);
  write.text("ipc", spec.ipc_mode);
  write.text("platform", spec.platform);
  write.flag("privileged", spec.privileged);
  write.flag("read_only", spec.read_only_root);
}

std::optional<std::string> variable(const std::vector<std::string>& environment,
                                    const std::string& name) {
  for (const std::string& entry : environment) {
    if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=') {
      return entry.substr(name.size() + 1);
    }
  }
  return std::nullopt;
}

struct Sides {
  std::optional<std::string> before;
  std::optional<std::string> after;
};

std::string explain_field(const std::string& name, const Sides& sides) {
  if (!sides.before) {
    return name + " added";
  }
  if (!sides.after) {
    return name + " removed";
  }
  constexpr std::size_t kLongestValue = 60;
  const auto is_shown = [](const std::string& value) {
    return !value.empty() && value.size() <= kLongestValue && !value.starts_with('#');  // a digest
  };
  if (!is_shown(*sides.before) || !is_shown(*sides.after)) {
    return name + " changed";
  }
  return fmt::format("{} {} → {}", name, *sides.before, *sides.after);
}

}  // namespace

Fields fields_of(const docker::ContainerSpec& spec) {
  Fields fields;
  add_process(spec, fields);
  add_places(spec, fields);
  add_host_config(spec, fields);
  add_kernel(spec, fields);
  return fields;
}

Fields fields_of(const docker::NetworkSpec& spec) {
  Fields fields;
  FieldWriter write{fields};
  write.text("driver", spec.driver);
  write.map("driver_opts", spec.options);
  write.flag("internal", spec.internal);
  write.flag("attachable", spec.attachable);
  write.text("ipam.driver", spec.address_driver);
  write.map("ipam.options", spec.address_options);
  for (const docker::AddressPoolSpec& pool : spec.pools) {
    const std::string name = "ipam.config." + pool.subnet;
    fields[name] = trim(pool.gateway + " " + pool.ip_range);
    write.map(name + ".aux_addresses", pool.aux_addresses);
  }
  if (spec.enable_ipv4) {
    fields["enable_ipv4"] = fmt::format("{}", *spec.enable_ipv4);
  }
  if (spec.enable_ipv6) {
    fields["enable_ipv6"] = fmt::format("{}", *spec.enable_ipv6);
  }
  return fields;
}

Fields fields_of(const docker::VolumeSpec& spec) {
  Fields fields;
  FieldWriter write{fields};
  write.text("driver", spec.driver);
  write.map("driver_opts", spec.options);
  return fields;
}

void add_files(const std::vector<PlacedFile>& files, Fields& fields) {
  for (const PlacedFile& file : files) {
    fields["files." + file.target.text] =
        fmt::format("{} {:o} {}:{}", digest_of_value(file.content), file.mode, file.uid, file.gid);
  }
}

Fields observed_fields(const docker::ContainerDetails& details,
                       const docker::ContainerSpec& wanted) {
  Fields fields;
  fields["image"] = details.image;
  for (const std::string& entry : wanted.environment) {
    const std::string name = entry.substr(0, entry.find('='));
    if (const auto value = variable(details.environment, name)) {
      fields["environment." + name] = digest_of_value(*value);
    }
  }
  for (const docker::MountPoint& mount : details.mounts) {
    const bool volume = mount.type == "volume";
    fields["volumes." + mount.destination] =
        mount_text(mount.type, volume ? mount.name : mount.source, !mount.read_write);
  }
  for (const auto& [name, value] : fields_of(wanted)) {
    const bool told =
        name == "image" || name.starts_with("environment.") || name.starts_with("volumes./");
    const bool option =
        name.starts_with("volumes./") && !name.ends_with('/') && is_mount_option(name);
    if (!told || option) {
      fields.emplace(name, value);  // not told apart from the image's own: taken as wanted
    }
  }
  return fields;
}

std::string to_label(const Fields& fields) {
  return nlohmann::json(fields).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Fields from_label(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  Fields fields;
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) {
      if (value.is_string()) {
        fields[name] = value.get<std::string>();
      }
    }
  }
  return fields;
}

std::string explain_difference(const Fields& before,
                               const Fields& after,
                               const std::vector<std::string>& environment_before,
                               const std::vector<std::string>& environment_after) {
  std::map<std::string, Sides> changed;
  for (const auto& [name, value] : before) {
    changed[name].before = value;
  }
  for (const auto& [name, value] : after) {
    changed[name].after = value;
  }
  std::erase_if(changed,
                [](const auto& entry) { return entry.second.before == entry.second.after; });
  std::vector<std::string> reasons;
  for (auto& [name, sides] : changed) {
    if (name.starts_with("environment.")) {
      const std::string key = name.substr(std::string_view{"environment."}.size());
      const bool secret = is_secret_name(key);
      const auto shown =
          [&](const std::optional<std::string>& digest,
              const std::vector<std::string>& environment) -> std::optional<std::string> {
        return digest ? std::optional{secret ? "" : variable(environment, key).value_or("")}
                      : std::nullopt;
      };
      sides = {shown(sides.before, environment_before), shown(sides.after, environment_after)};
    }
    reasons.push_back(explain_field(name, sides));
  }
  constexpr std::size_t kMostReasons = 5;
  if (reasons.size() > kMostReasons) {
    const std::size_t more = reasons.size() - kMostReasons;
    reasons.resize(kMostReasons);
    reasons.push_back(fmt::format("and {} more", more));
  }
  return join(reasons, ", ");
}

}  // namespace voicehub::plan
