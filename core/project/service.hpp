#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/project/build_spec.hpp"
#include "core/project/health_check.hpp"
#include "core/project/hook.hpp"
#include "core/project/mount.hpp"
#include "core/project/network.hpp"
#include "core/project/ulimit.hpp"
#include "core/project/watch_rule.hpp"
#include "core/project/x_voicehub.hpp"

namespace voicehub {

// One published (or merely exposed) port.
struct Port {
  std::string host_address;  // empty: all interfaces
  std::string published;     // host port or range "8100-8200"; empty: the daemon picks one
  std::uint16_t target = 0;
  std::string protocol = "tcp";

  friend bool operator==(const Port&, const Port&) = default;
};

enum class DependencyCondition { started, healthy, completed };

struct Dependency {
  DependencyCondition condition = DependencyCondition::started;
  bool restart = false;  // restart this service when the dependency is replaced
  bool required = true;

  friend bool operator==(const Dependency&, const Dependency&) = default;
};

// deploy.resources.reservations.devices and `gpus`.
struct DeviceRequest {
  std::string driver;
  int count = 0;  // -1: all; 0: device_ids says which
  std::vector<std::string> device_ids;
  std::vector<std::string> capabilities;
  std::map<std::string, std::string> options;

  [[nodiscard]] bool is_gpu() const;
  friend bool operator==(const DeviceRequest&, const DeviceRequest&) = default;
};

// A device of the host, and how much a container may read or write of it in a second.
struct DeviceRate {
  std::string path;
  std::uint64_t rate = 0;  // bytes, or operations

  friend bool operator==(const DeviceRate&, const DeviceRate&) = default;
};

struct DeviceWeight {
  std::string path;
  std::uint16_t weight = 0;  // 10 to 1000

  friend bool operator==(const DeviceWeight&, const DeviceWeight&) = default;
};

// blkio_config
struct BlockIo {
  std::uint16_t weight = 0;  // 10 to 1000; 0: the default
  std::vector<DeviceWeight> device_weights;
  std::vector<DeviceRate> read_bytes;
  std::vector<DeviceRate> read_operations;
  std::vector<DeviceRate> write_bytes;
  std::vector<DeviceRate> write_operations;

  friend bool operator==(const BlockIo&, const BlockIo&) = default;
};

// 0 and empty: the daemon's default.
struct CpuOptions {
  std::int64_t shares = 0;
  std::int64_t period_us = 0;
  std::int64_t quota_us = 0;
  std::int64_t realtime_period_us = 0;
  std::int64_t realtime_runtime_us = 0;
  std::string set;           // "0-3,7"
  std::int64_t count = 0;    // Windows
  std::int64_t percent = 0;  // Windows

  friend bool operator==(const CpuOptions&, const CpuOptions&) = default;
};

struct Resources {
  std::int64_t nano_cpus = 0;      // limit; 0: none
  std::uint64_t memory_bytes = 0;  // limit
  std::int64_t pids = 0;           // limit
  std::uint64_t memory_reservation_bytes = 0;
  std::int64_t memory_swap_bytes = 0;  // memory and swap together; -1: no limit
  std::optional<std::int64_t> memory_swappiness;
  bool oom_kill_disable = false;
  std::int64_t oom_score_adj = 0;
  CpuOptions cpu;
  BlockIo block_io;
  std::int64_t nano_cpus_reservation = 0;  // only Swarm can honour it
  std::vector<DeviceRequest> devices;

  friend bool operator==(const Resources&, const Resources&) = default;
};

struct RestartPolicy {
  std::string name;  // no, always, on-failure, unless-stopped; empty: no
  int maximum_retries = 0;

  friend bool operator==(const RestartPolicy&, const RestartPolicy&) = default;
};

struct Logging {
  std::string driver;
  std::map<std::string, std::string> options;

  friend bool operator==(const Logging&, const Logging&) = default;
};

// A file that is put into a container before it starts: a secret or config that is no file of the
// host.
struct PlacedFile {
  ContainerPath target;
  std::string content;
  std::optional<Error> missing;  // why there is no content
  std::uint32_t mode = 0444;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;

  friend bool operator==(const PlacedFile&, const PlacedFile&) = default;
};

// Whose volumes are mounted too: another service's, or those of a container of nobody's project.
struct VolumesFrom {
  std::string service;    // of the project; empty: `container` is meant
  std::string container;  // name or id
  bool read_only = false;

  friend bool operator==(const VolumesFrom&, const VolumesFrom&) = default;
};

// A further name for the containers of another service, or for one of nobody's project.
struct Link {
  std::string service;    // of the project; empty: `container` is meant
  std::string container;  // name
  std::string alias;

  friend bool operator==(const Link&, const Link&) = default;
};

// One entry of `services:`, complete: every short form expanded, every variable replaced, every
// path absolute.
struct Service {
  std::string name;
  std::optional<BuildSpec> build;
  std::string image;                                // <project>-<service> where the file names none
  std::string container_name;                       // empty: <project>-<service>-<number>
  std::optional<std::vector<std::string>> command;  // absent: the image's; empty: none
  std::optional<std::vector<std::string>> entrypoint;
  std::map<std::string, std::optional<std::string>>
      environment;  // no value: unset, even if the image sets it
  std::vector<Port> ports;
  std::vector<std::string> expose;
  std::vector<Mount> mounts;  // secrets and configs that are files of the host, too
  std::vector<PlacedFile> files;
  std::map<std::string, NetworkAttachment> networks;  // by key of Project::networks
  // host, none, bridge, service:NAME, container:NAME; excludes `networks`
  std::string network_mode;
  std::vector<VolumesFrom> volumes_from;
  std::vector<Link> links;
  std::map<std::string, Dependency> depends_on;
  std::optional<HealthCheck> health_check;
  RestartPolicy restart;
  Resources resources;
  int replicas = 1;
  std::map<std::string, std::string> labels;
  std::optional<Logging> logging;
  std::string runtime;
  std::optional<bool> init;
  std::optional<std::chrono::nanoseconds> stop_grace_period;
  std::string stop_signal;
  std::string user;
  std::string working_dir;
  std::string hostname;
  std::string platform;
  std::string pull_policy;
  // Of an image that is here: how long after it was pulled `start` pulls it again. 0: each time.
  std::optional<std::chrono::nanoseconds> refresh_after;
  std::string ipc;  // as network_mode; shareable, private
  std::string pid;  // as network_mode
  std::string uts;
  std::string user_namespace;
  std::string cgroup;
  std::string cgroup_parent;
  std::string isolation;
  std::string domain_name;
  std::string mac_address;
  std::map<std::string, std::string> annotations;
  std::map<std::string, std::string> storage_options;
  std::vector<std::string> device_cgroup_rules;
  std::vector<std::string> dns;
  std::vector<std::string> dns_options;
  std::vector<std::string> dns_search;
  std::vector<std::string> extra_hosts;  // "host=address"
  std::vector<std::string> cap_add;
  std::vector<std::string> cap_drop;
  std::vector<std::string> security_opt;
  std::vector<std::string> group_add;
  std::vector<std::string> devices;  // "source:target:permissions"
  std::map<std::string, UlimitSpec> ulimits;
  std::map<std::string, std::string> sysctls;
  std::uint64_t shm_bytes = 0;
  bool privileged = false;
  bool read_only = false;
  bool tty = false;
  bool stdin_open = false;
  std::vector<Hook> post_start;
  std::vector<Hook> pre_stop;
  std::vector<WatchRule> watch;
  XVoicehub x_voicehub;
  // Of what the file says of the service, as Docker Compose hashes it: equal where nothing differs.
  std::string config_hash;
  // What the file says of the service and voicehub cannot do.
  std::vector<Error> refusals;
  // What is hashed where the service joins containers: their ids are part of it, and stand here as
  // join_mark() of their services. Empty: it joins none.
  std::string config_with_joins;

  // The port to talk to the engine at: x-voicehub.port, else the only (or first) published TCP
  // port.
  [[nodiscard]] const Port* api_port() const;

  // The services of which it shares namespaces or volumes: `service:NAME` in network_mode, ipc and
  // pid, and volumes_from.
  [[nodiscard]] std::set<std::string> joins() const;

  friend bool operator==(const Service&, const Service&) = default;
};

// "tts" of "service:tts"; empty for any other mode.
[[nodiscard]] std::string_view joined_service(std::string_view mode);

// Stands in Service::config_with_joins for the id of the service's first container.
[[nodiscard]] std::string join_mark(std::string_view service);

}  // namespace voicehub
