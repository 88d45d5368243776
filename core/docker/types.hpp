#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/paths.hpp"

// What the Engine API says and is told, as plain data. Field names follow the API's; absent means
// the daemon's default.
namespace voicehub::docker {

using Labels = std::map<std::string, std::string>;

struct ContainerId {
  std::string text;  // 64 hex digits, or a name where the API takes one

  [[nodiscard]] std::string brief() const { return text.substr(0, 12); }

  friend auto operator<=>(const ContainerId&, const ContainerId&) = default;
};

struct Version {
  std::string api;      // negotiated: min(ours, the daemon's)
  int api_minor = 0;    // the 41 of "1.41"
  std::string engine;   // "20.10.24"
  std::string minimum;  // oldest API that the daemon speaks
  std::string os;
  std::string architecture;
};

struct SystemInfo {
  std::vector<std::string> runtimes;
  std::string storage_driver;
  bool containerd_image_store = false;
  int cpus = 0;
  std::uint64_t memory_bytes = 0;
  std::string operating_system;
  bool swarm_active = false;
};

// --- containers

struct PublishedPort {
  std::string host_address;
  std::uint16_t published = 0;  // 0: exposed, not published
  std::uint16_t target = 0;
  std::string protocol;
};

// As inspect and list report it (not as it was asked for).
struct MountPoint {
  std::string type;         // bind, volume, tmpfs
  std::string name;         // of the volume
  std::string source;       // path on the daemon's machine
  std::string destination;  // path in the container
  bool read_write = true;
};

struct NetworkEndpoint {
  std::string network_id;
  std::string address;  // IPv4; empty while stopped
};

// One entry of GET /containers/json: enough for `status` and for a `start` that has nothing to do.
struct ContainerSummary {
  ContainerId id;
  std::vector<std::string> names;  // without the leading '/'
  std::string image;  // the name it was made from; "sha256:…" once that name means another image
  std::string image_id;
  std::string state;         // created, running, paused, restarting, removing, exited, dead
  std::string status;        // "Up 5 minutes (healthy)"
  std::int64_t created = 0;  // seconds since the epoch
  Labels labels;
  std::vector<PublishedPort> ports;
  std::vector<MountPoint> mounts;
  std::map<std::string, NetworkEndpoint> networks;

  [[nodiscard]] std::string name() const { return names.empty() ? id.brief() : names.front(); }

  [[nodiscard]] std::string label(const std::string& key) const {
    const auto found = labels.find(key);
    return found == labels.end() ? std::string{} : found->second;
  }
};

struct ContainerState {
  std::string status;  // as ContainerSummary::state
  bool running = false;
  bool oom_killed = false;
  int exit_code = 0;
  std::int64_t pid = 0;  // on the daemon's machine
  std::string error;
  std::chrono::system_clock::time_point started_at;
  std::chrono::system_clock::time_point finished_at;
  std::string health;  // starting, healthy, unhealthy; empty: no health check
  std::string last_health_output;
};

struct ContainerDetails {
  ContainerId id;
  std::string name;
  std::string image;  // as asked for
  std::string image_id;
  std::chrono::system_clock::time_point created;
  ContainerState state;
  int restart_count = 0;
  Labels labels;
  std::vector<std::string> environment;  // KEY=VALUE
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
  std::string path;  // what was executed, and with which arguments
  std::vector<std::string> args;
  std::string user;
  std::string working_dir;
  std::string stop_signal;
  std::optional<int> stop_timeout_seconds;
  bool tty = false;
  bool init = false;
  bool read_only_root = false;
  bool has_health_check = false;
  std::string log_driver;
  std::string restart_policy;
  std::string network_mode;
  std::vector<MountPoint> mounts;
  std::vector<PublishedPort> ports;
  std::map<std::string, NetworkEndpoint> networks;
  std::uint64_t memory_limit_bytes = 0;
  std::int64_t nano_cpus = 0;
};

struct MountSpec {
  std::string type;    // bind, volume, tmpfs, image, npipe
  std::string source;  // path or name; empty for tmpfs and anonymous volumes
  std::string target;
  bool read_only = false;
  std::string propagation;
  std::string selinux;    // z: shared label, Z: private one
  std::string recursive;  // bind: disabled, writable, readonly; API 1.44
  std::string subpath;    // of a volume (API 1.45) or an image (1.48)
  bool no_copy = false;
  Labels volume_labels;
  std::uint64_t tmpfs_bytes = 0;
  std::optional<std::uint32_t> tmpfs_mode;
};

struct PortBinding {
  std::uint16_t target = 0;
  std::string protocol = "tcp";
  std::string host_address;
  std::string published;  // empty: the daemon picks one
};

struct EndpointSpec {
  std::vector<std::string> aliases;
  std::string ipv4_address;
  std::string ipv6_address;
  std::vector<std::string> link_local_ips;
  std::map<std::string, std::string> driver_options;
  std::vector<std::string> links;  // "container:alias"
  std::string mac_address;         // API 1.44
  int gateway_priority = 0;        // API 1.48
};

struct HealthSpec {
  std::vector<std::string> test;  // {"NONE"} switches the image's check off
  std::int64_t interval_ns = 0;
  std::int64_t timeout_ns = 0;
  std::int64_t start_period_ns = 0;
  std::int64_t start_interval_ns = 0;  // API 1.44
  int retries = 0;
};

struct DeviceRequestSpec {
  std::string driver;
  int count = 0;
  std::vector<std::string> device_ids;
  std::vector<std::vector<std::string>> capabilities;
  std::map<std::string, std::string> options;
};

struct Ulimit {
  std::string name;
  std::int64_t soft = 0;
  std::int64_t hard = 0;
};

struct DeviceMapping {
  std::string host;
  std::string container;
  std::string permissions = "rwm";
};

struct DeviceRateSpec {
  std::string path;
  std::uint64_t rate = 0;  // bytes or operations in a second
};

struct DeviceWeightSpec {
  std::string path;
  std::uint16_t weight = 0;
};

// Of block devices, each empty for no limit.
struct BlockIoSpec {
  std::uint16_t weight = 0;
  std::vector<DeviceWeightSpec> device_weights;
  std::vector<DeviceRateSpec> read_bytes;
  std::vector<DeviceRateSpec> read_operations;
  std::vector<DeviceRateSpec> write_bytes;
  std::vector<DeviceRateSpec> write_operations;
};

// 0 and empty: the daemon's default. Times are microseconds.
struct CpuSpec {
  std::int64_t shares = 0;
  std::int64_t period = 0;
  std::int64_t quota = 0;
  std::int64_t realtime_period = 0;
  std::int64_t realtime_runtime = 0;
  std::string set;
  std::int64_t count = 0;
  std::int64_t percent = 0;
};

// The body of POST /containers/create.
struct ContainerSpec {
  std::string image;
  std::optional<std::vector<std::string>> entrypoint;
  std::optional<std::vector<std::string>> command;
  std::vector<std::string> environment;  // KEY=VALUE, or KEY to unset
  Labels labels;
  std::string user;
  std::string working_dir;
  std::string hostname;
  std::string domain_name;
  std::string mac_address;
  std::string stop_signal;
  std::optional<int> stop_timeout_seconds;
  bool tty = false;
  bool open_stdin = false;
  bool stdin_once = false;  // its input ends with that of whoever is attached
  std::vector<PortBinding> ports;
  std::vector<std::pair<std::uint16_t, std::string>> exposed;  // port, protocol
  std::optional<HealthSpec> health;
  // HostConfig
  std::vector<MountSpec> mounts;  // never Binds: a missing source would be made a directory
  std::string network_mode;
  std::map<std::string, EndpointSpec>
      networks;  // by name; the first is given at create, the others are connected
  std::string restart_policy;
  int restart_maximum_retries = 0;
  std::optional<bool> init;
  std::string runtime;
  std::int64_t nano_cpus = 0;
  std::uint64_t memory_bytes = 0;
  std::uint64_t memory_reservation_bytes = 0;
  std::int64_t memory_swap_bytes = 0;  // with the memory; -1: no limit
  std::optional<std::int64_t> memory_swappiness;
  bool oom_kill_disable = false;
  std::int64_t oom_score_adj = 0;
  std::int64_t pids_limit = 0;
  std::uint64_t shm_bytes = 0;
  CpuSpec cpu;
  BlockIoSpec block_io;
  std::vector<DeviceRequestSpec> device_requests;
  std::vector<DeviceMapping> devices;
  std::vector<Ulimit> ulimits;
  std::map<std::string, std::string> sysctls;
  std::vector<std::string> extra_hosts;
  std::vector<std::string> cap_add;
  std::vector<std::string> cap_drop;
  std::vector<std::string> security_opt;
  std::vector<std::string> group_add;
  std::string log_driver;
  std::map<std::string, std::string> log_options;
  std::vector<std::string> links;         // "container:alias", on the bridge network alone
  std::vector<std::string> volumes_from;  // "container", "container:ro"
  std::string pid_mode;                   // host, container:<name or id>
  std::string ipc_mode;
  std::string uts_mode;
  std::string user_namespace_mode;
  std::string cgroup_namespace_mode;
  std::string cgroup_parent;
  std::string isolation;
  std::map<std::string, std::string> annotations;  // API 1.43
  std::map<std::string, std::string> storage_options;
  std::vector<std::string> device_cgroup_rules;
  std::vector<std::string> dns;
  std::vector<std::string> dns_options;
  std::vector<std::string> dns_search;
  std::string platform;
  bool privileged = false;
  bool read_only_root = false;
  bool auto_remove = false;
};

struct ContainerStats {
  std::uint64_t memory_bytes = 0;
  std::uint64_t memory_limit_bytes = 0;
  double cpu_percent = 0;  // 100: one core
  std::uint64_t pids = 0;
  // Since the container started:
  std::uint64_t cpu_ns = 0;             // time on a processor, of all threads
  std::uint64_t quota_periods = 0;      // in which it had something to do; 0 without a quota
  std::uint64_t throttled_periods = 0;  // in which it had to wait for the next one
  std::uint64_t online_cpus = 0;        // of the machine
};

// What `ps` of the daemon's machine says of the processes in a container.
struct ProcessTable {
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> processes;  // in the order of the titles
};

struct PathStat {
  bool folder = false;
  std::uint64_t size = 0;
  std::string link_target;  // of a symbolic link
};

// --- logs, exec

enum class OutputStream { standard_output, standard_error };

struct LogOptions {
  bool follow = false;
  bool timestamps = false;
  std::optional<int> tail;  // lines; absent: all
  std::string since;        // seconds.nanoseconds since the epoch
  std::string until;
};

struct ExecRequest {
  ContainerId container;
  std::vector<std::string> command;
  std::vector<std::string> environment;
  std::string user;
  std::string working_dir;
  bool tty = false;
  bool attach_stdin = false;
  bool privileged = false;
  // For exec(). The process in the container goes on when it passes: the API cannot stop it.
  std::chrono::milliseconds deadline = std::chrono::minutes{1};
};

struct ExecReply {
  int exit_code = 0;
  std::string output;
  std::string error_output;
};

// --- images, networks, volumes

struct ImageDetails {
  std::string id;
  std::vector<std::string> tags;
  std::chrono::system_clock::time_point created;
  std::uint64_t size = 0;
  Labels labels;
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
  std::string user;
  std::string working_dir;
  std::vector<std::string> volumes;
  std::vector<std::pair<std::uint16_t, std::string>> exposed;
  bool has_health_check = false;
  std::string os;
  std::string architecture;
  std::string variant;  // "v8"
  std::chrono::system_clock::time_point tagged;
};

struct NetworkDetails {
  std::string id;
  std::string name;
  std::string driver;
  bool internal = false;
  Labels labels;
};

struct AddressPoolSpec {
  std::string subnet;
  std::string gateway;
  std::string ip_range;
  std::map<std::string, std::string> aux_addresses;
};

struct NetworkSpec {
  std::string name;
  std::string driver;
  std::map<std::string, std::string> options;
  Labels labels;
  bool internal = false;
  bool attachable = false;
  std::string address_driver;
  std::vector<AddressPoolSpec> pools;
  std::map<std::string, std::string> address_options;
  std::optional<bool> enable_ipv4;  // API 1.47
  std::optional<bool> enable_ipv6;
};

struct VolumeDetails {
  std::string name;
  std::string driver;
  std::string mount_point;
  std::string scope;  // local, global
  Labels labels;
  std::optional<std::uint64_t> size;  // only from disk_usage()
};

struct VolumeSpec {
  std::string name;
  std::string driver;
  std::map<std::string, std::string> options;
  Labels labels;
};

struct EngineEvent {
  std::string type;    // container, network, …
  std::string action;  // start, die, "health_status: healthy", …
  std::string id;
  std::map<std::string, std::string> attributes;
  std::int64_t time_ns = 0;
};

}  // namespace voicehub::docker
