#include <charconv>

#include <nlohmann/json.hpp>

#include "core/base/base64.hpp"
#include "core/docker/json.hpp"
#include "core/docker/json_value.hpp"

namespace voicehub::docker {
namespace {

using json::Json;

std::uint16_t port_number(std::string_view text) {
  std::uint16_t port = 0;
  std::from_chars(text.data(), text.data() + text.size(), port);
  return port;
}

std::vector<MountPoint> mount_points(const Json& container) {
  std::vector<MountPoint> mounts;
  for (const Json& mount : json::member(container, "Mounts")) {
    mounts.push_back({.type = json::text(mount, "Type"),
                      .name = json::text(mount, "Name"),
                      .source = json::text(mount, "Source"),
                      .destination = json::text(mount, "Destination"),
                      .read_write = json::flag(mount, "RW")});
  }
  return mounts;
}

std::map<std::string, NetworkEndpoint> network_endpoints(const Json& container) {
  std::map<std::string, NetworkEndpoint> networks;
  const Json& settings = json::member(container, "NetworkSettings");
  for (const auto& [name, endpoint] : json::member(settings, "Networks").items()) {
    networks[name] = {.network_id = json::text(endpoint, "NetworkID"),
                      .address = json::text(endpoint, "IPAddress")};
  }
  return networks;
}

std::vector<PublishedPort> listed_ports(const Json& container) {
  std::vector<PublishedPort> ports;
  for (const Json& port : json::member(container, "Ports")) {
    ports.push_back({.host_address = json::text(port, "IP"),
                     .published = static_cast<std::uint16_t>(json::count(port, "PublicPort")),
                     .target = static_cast<std::uint16_t>(json::count(port, "PrivatePort")),
                     .protocol = json::text(port, "Type")});
  }
  return ports;
}

// {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}], "81/tcp": null}
std::vector<PublishedPort> inspected_ports(const Json& container) {
  std::vector<PublishedPort> ports;
  const Json& settings = json::member(container, "NetworkSettings");
  for (const auto& [name, bindings] : json::member(settings, "Ports").items()) {
    const std::string_view key = name;
    const auto slash = std::min(key.find('/'), key.size());
    PublishedPort port{.target = port_number(key.substr(0, slash)),
                       .protocol = std::string{key.substr(std::min(slash + 1, key.size()))}};
    if (bindings.empty()) {
      ports.push_back(port);
    }
    for (const Json& binding : bindings) {
      port.host_address = json::text(binding, "HostIp");
      port.published = port_number(json::text(binding, "HostPort"));
      ports.push_back(port);
    }
  }
  return ports;
}

std::string without_slash(std::string name) {
  return name.starts_with('/') ? name.substr(1) : name;
}

ContainerSummary summary_of(const Json& container) {
  ContainerSummary summary{.id = {json::text(container, "Id")},
                           .names = json::texts(container, "Names"),
                           .image = json::text(container, "Image"),
                           .image_id = json::text(container, "ImageID"),
                           .state = json::text(container, "State"),
                           .status = json::text(container, "Status"),
                           .created = json::integer(container, "Created"),
                           .labels = json::text_map(container, "Labels"),
                           .ports = listed_ports(container),
                           .mounts = mount_points(container),
                           .networks = network_endpoints(container)};
  for (std::string& name : summary.names) {
    name = without_slash(std::move(name));
  }
  return summary;
}

ContainerState state_of(const Json& state) {
  const Json& health = json::member(state, "Health");
  ContainerState result{.status = json::text(state, "Status"),
                        .running = json::flag(state, "Running"),
                        .oom_killed = json::flag(state, "OOMKilled"),
                        .exit_code = static_cast<int>(json::integer(state, "ExitCode")),
                        .pid = json::integer(state, "Pid"),
                        .error = json::text(state, "Error"),
                        .started_at = json::time(state, "StartedAt"),
                        .finished_at = json::time(state, "FinishedAt"),
                        .health = json::text(health, "Status")};
  // Engine 26 says "none" where 20.10 leaves the whole object out.
  if (result.health == "none") {
    result.health.clear();
  }
  const Json& log = json::member(health, "Log");
  if (log.is_array() && !log.empty()) {
    result.last_health_output = json::text(log.back(), "Output");
  }
  return result;
}

bool has_health_check(const Json& config) {
  const auto test = json::texts(json::member(config, "Healthcheck"), "Test");
  return !test.empty() && test.front() != "NONE";
}

void read_config(const Json& config, ContainerDetails& details) {
  details.image = json::text(config, "Image");
  details.labels = json::text_map(config, "Labels");
  details.environment = json::texts(config, "Env");
  details.entrypoint = json::texts(config, "Entrypoint");
  details.command = json::texts(config, "Cmd");
  details.user = json::text(config, "User");
  details.working_dir = json::text(config, "WorkingDir");
  details.stop_signal = json::text(config, "StopSignal");
  if (json::member(config, "StopTimeout").is_number()) {
    details.stop_timeout_seconds = static_cast<int>(json::integer(config, "StopTimeout"));
  }
  details.tty = json::flag(config, "Tty");
  details.has_health_check = has_health_check(config);
}

void read_host_config(const Json& host, ContainerDetails& details) {
  details.init = json::flag(host, "Init");
  details.read_only_root = json::flag(host, "ReadonlyRootfs");
  details.log_driver = json::text(json::member(host, "LogConfig"), "Type");
  details.restart_policy = json::text(json::member(host, "RestartPolicy"), "Name");
  details.network_mode = json::text(host, "NetworkMode");
  details.memory_limit_bytes = json::count(host, "Memory");
  details.nano_cpus = json::integer(host, "NanoCpus");
}

// What programs use: the kernel counts the file cache too, and takes it back when it must.
std::uint64_t memory_without_cache(const Json& memory) {
  const std::uint64_t usage = json::count(memory, "usage");
  const Json& details = json::member(memory, "stats");
  const bool cgroup_v1 = details.contains("total_inactive_file");
  const std::uint64_t cache =
      json::count(details, cgroup_v1 ? "total_inactive_file" : "inactive_file");
  return cache < usage ? usage - cache : usage;
}

double cpu_percent(const Json& stats) {
  const auto used = [](const Json& cpu) {
    return static_cast<double>(json::count(json::member(cpu, "cpu_usage"), "total_usage"));
  };
  const Json& now = json::member(stats, "cpu_stats");
  const Json& before = json::member(stats, "precpu_stats");
  const double passed = static_cast<double>(json::count(now, "system_cpu_usage")) -
                        static_cast<double>(json::count(before, "system_cpu_usage"));
  const double cpus = static_cast<double>(json::count(now, "online_cpus"));
  return passed > 0 ? (used(now) - used(before)) / passed * cpus * 100 : 0;
}

}  // namespace

Result<std::vector<ContainerSummary>> parse_container_list(std::string_view body) {
  VH_TRY(const Json containers, json::parse(body));
  std::vector<ContainerSummary> list;
  for (const Json& container : containers) {
    list.push_back(summary_of(container));
  }
  return list;
}

Result<ContainerDetails> parse_container(std::string_view body) {
  VH_TRY(const Json container, json::parse(body));
  ContainerDetails details{
      .id = {json::text(container, "Id")},
      .name = without_slash(json::text(container, "Name")),
      .image_id = json::text(container, "Image"),
      .created = json::time(container, "Created"),
      .state = state_of(json::member(container, "State")),
      .restart_count = static_cast<int>(json::integer(container, "RestartCount")),
      .path = json::text(container, "Path"),
      .args = json::texts(container, "Args"),
      .mounts = mount_points(container),
      .ports = inspected_ports(container),
      .networks = network_endpoints(container)};
  read_config(json::member(container, "Config"), details);
  read_host_config(json::member(container, "HostConfig"), details);
  return details;
}

Result<PathStat> parse_path_stat(std::string_view header) {
  constexpr std::uint64_t kFolder = 1ULL << 31U;  // Go's fs.ModeDir
  VH_TRY(const Json stat, json::parse(decode_base64(header).value_or("")));
  return PathStat{.folder = (json::count(stat, "mode") & kFolder) != 0,
                  .size = json::count(stat, "size"),
                  .link_target = json::text(stat, "linkTarget")};
}

Result<std::string> parse_id(std::string_view body) {
  VH_TRY(const Json answer, json::parse(body));
  return json::text(answer, "Id");
}

Result<int> parse_wait(std::string_view body) {
  VH_TRY(const Json answer, json::parse(body));
  return static_cast<int>(json::integer(answer, "StatusCode"));
}

Result<ExecState> parse_exec_state(std::string_view body) {
  VH_TRY(const Json answer, json::parse(body));
  return ExecState{.running = json::flag(answer, "Running"),
                   .exit_code = static_cast<int>(json::integer(answer, "ExitCode"))};
}

Result<ProcessTable> parse_process_table(std::string_view body) {
  VH_TRY(const Json answer, json::parse(body));
  ProcessTable table{.titles = json::texts(answer, "Titles")};
  for (const Json& process : json::member(answer, "Processes")) {
    if (process.is_array()) {
      std::vector<std::string>& row = table.processes.emplace_back();
      for (const Json& value : process) {
        row.push_back(value.is_string() ? value.get<std::string>() : std::string{});
      }
    }
  }
  return table;
}

Result<ContainerStats> parse_stats(std::string_view body) {
  VH_TRY(const Json stats, json::parse(body));
  const Json& memory = json::member(stats, "memory_stats");
  const Json& cpu = json::member(stats, "cpu_stats");
  const Json& throttling = json::member(cpu, "throttling_data");
  return ContainerStats{.memory_bytes = memory_without_cache(memory),
                        .memory_limit_bytes = json::count(memory, "limit"),
                        .cpu_percent = cpu_percent(stats),
                        .pids = json::count(json::member(stats, "pids_stats"), "current"),
                        .cpu_ns = json::count(json::member(cpu, "cpu_usage"), "total_usage"),
                        .quota_periods = json::count(throttling, "periods"),
                        .throttled_periods = json::count(throttling, "throttled_periods"),
                        .online_cpus = json::count(cpu, "online_cpus")};
}

}  // namespace voicehub::docker
