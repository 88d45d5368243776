#include "core/compose/schema.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/compose/short_forms.hpp"

namespace voicehub::compose {
namespace {

constexpr unsigned kNull = bit(Kind::null);
constexpr unsigned kBooleanKind = bit(Kind::boolean);
constexpr unsigned kIntegerKind = bit(Kind::integer);
constexpr unsigned kNumberKind = bit(Kind::integer) | bit(Kind::number);
constexpr unsigned kTextKind = bit(Kind::text);
constexpr unsigned kScalarKind = kBooleanKind | kNumberKind | kTextKind;
constexpr unsigned kListKind = bit(Kind::list);
constexpr unsigned kMapKind = bit(Kind::map);
constexpr unsigned kAnyKind = kNull | kScalarKind | kListKind | kMapKind;

std::string text_of(const Node& item) {
  return item.text;
}

std::string text_at(const Node& item, std::string_view key) {
  const Node* value = item.find(key);
  return value == nullptr ? "" : value->text;
}

std::string target_of(const Node& item) {
  return text_at(item, "target");
}

std::string path_of(const Node& item) {
  return text_at(item, "path");
}

std::string binding_of(const Node& port) {
  const std::string address = text_at(port, "host_ip");
  const std::string protocol = text_at(port, "protocol");
  return fmt::format("{}:{}:{}/{}",
                     address == "0.0.0.0" ? "" : address,
                     text_at(port, "published"),
                     text_at(port, "target"),
                     protocol.empty() ? "tcp" : protocol);
}

constexpr Attribute applied(std::string_view name, const Shape& shape) {
  return {name, Support::applied, &shape};
}

constexpr Attribute required(std::string_view name, const Shape& shape) {
  return {name, Support::applied, &shape, true};
}

constexpr Attribute not_yet(std::string_view name) {
  return {name, Support::not_yet};
}

constexpr Attribute swarm_only(std::string_view name, const Shape& shape) {
  return {name, Support::swarm_only, &shape};
}

// --- values ----------------------------------------------------------------------------------

constexpr Shape kAny{.kinds = kAnyKind};
constexpr Shape kBoolean{.kinds = kBooleanKind};
constexpr Shape kInteger{.kinds = kIntegerKind};
constexpr Shape kNumber{.kinds = kNumberKind};
constexpr Shape kText{.kinds = kTextKind};
constexpr Shape kNumberOrText{.kinds = kNumberKind | kTextKind,
                              .normal_form = short_forms::scalar_text};
constexpr Shape kDuration{.kinds = kTextKind, .normal_form = short_forms::duration};
constexpr Shape kByteSize{.kinds = kNumberKind | kTextKind, .normal_form = short_forms::byte_size};
constexpr Shape kTextSize{.kinds = kTextKind, .normal_form = short_forms::byte_size};
constexpr Shape kTexts{.kinds = kListKind, .each = &kText};
constexpr Shape kUniqueTexts{.kinds = kListKind, .each = &kText, .identity = text_of};
constexpr Shape kDistinctTexts{.kinds = kListKind, .each = &kText, .distinct = true};
constexpr Shape kTextOrTexts{.kinds = kTextKind | kListKind,
                             .normal_form = short_forms::one_or_many,
                             .each = &kText,
                             .identity = text_of};
constexpr Shape kVariableValue{.kinds = kNull | kTextKind};
constexpr Shape kVariables{
    .kinds = kListKind | kMapKind, .normal_form = short_forms::variables, .each = &kVariableValue};
constexpr Shape kLabels{
    .kinds = kListKind | kMapKind, .normal_form = short_forms::labels, .each = &kText};
constexpr Shape kOptions{.kinds = kMapKind, .normal_form = short_forms::labels, .each = &kText};
constexpr Shape kExtraHosts{.kinds = kListKind | kMapKind,
                            .normal_form = short_forms::extra_hosts,
                            .each = &kText,
                            .distinct = true};
constexpr Shape kCommand{.kinds = kNull | kTextKind | kListKind,
                         .normal_form = short_forms::command,
                         .each = &kText,
                         .replaced = true};

// --- build -----------------------------------------------------------------------------------

constexpr Attribute kBuildAttributes[] = {
    applied("context", kText),
    applied("dockerfile", kText),
    applied("dockerfile_inline", kText),
    applied("args", kVariables),
    applied("target", kText),
    applied("tags", kUniqueTexts),
    applied("labels", kLabels),
    applied("cache_from", kUniqueTexts),
    applied("network", kText),
    applied("extra_hosts", kExtraHosts),
    applied("shm_size", kByteSize),
    applied("no_cache", kBoolean),
    applied("pull", kBoolean),
    not_yet("additional_contexts"),
    not_yet("cache_to"),
    not_yet("entitlements"),
    not_yet("isolation"),
    not_yet("no_cache_filter"),
    not_yet("platforms"),
    not_yet("privileged"),
    not_yet("provenance"),
    not_yet("sbom"),
    not_yet("secrets"),
    not_yet("ssh"),
    not_yet("ulimits"),
};
constexpr Shape kBuild{.kinds = kTextKind | kMapKind,
                       .normal_form = short_forms::build,
                       .attributes = kBuildAttributes};

// --- volumes, ports, devices -----------------------------------------------------------------

constexpr Attribute kBindAttributes[] = {
    applied("propagation", kText),
    applied("create_host_path", kBoolean),
    applied("selinux", kText),
    not_yet("recursive"),
};
constexpr Attribute kVolumeOptionAttributes[] = {
    applied("nocopy", kBoolean),
    not_yet("labels"),
    not_yet("subpath"),
};
constexpr Attribute kTmpfsAttributes[] = {
    applied("size", kByteSize),
    applied("mode", kInteger),
};
constexpr Shape kBind{.kinds = kMapKind, .attributes = kBindAttributes};
constexpr Shape kVolumeOptions{.kinds = kMapKind, .attributes = kVolumeOptionAttributes};
constexpr Shape kTmpfs{.kinds = kMapKind, .attributes = kTmpfsAttributes};
constexpr std::string_view kMountTypes[] = {"bind", "volume", "tmpfs"};
constexpr Shape kMountType{.kinds = kTextKind, .words = kMountTypes};
constexpr Attribute kMountAttributes[] = {
    required("type", kMountType),
    required("target", kText),
    applied("source", kText),
    applied("read_only", kBoolean),
    applied("bind", kBind),
    applied("volume", kVolumeOptions),
    applied("tmpfs", kTmpfs),
    applied("consistency", kText),  // said of macOS only, and without effect
    not_yet("image"),
};
constexpr Shape kMount{.kinds = kMapKind, .attributes = kMountAttributes};
constexpr Shape kMounts{.kinds = kListKind,
                        .normal_form = short_forms::volumes,
                        .each = &kMount,
                        .identity = target_of};

constexpr Attribute kPortAttributes[] = {
    required("target", kInteger),
    applied("published", kNumberOrText),
    applied("host_ip", kText),
    applied("protocol", kText),
    applied("name", kText),          // for people
    applied("app_protocol", kText),  // for people
    swarm_only("mode", kText),
};
constexpr Shape kPort{.kinds = kMapKind, .attributes = kPortAttributes};
constexpr Shape kPorts{
    .kinds = kListKind, .normal_form = short_forms::ports, .each = &kPort, .identity = binding_of};

constexpr Attribute kDeviceAttributes[] = {
    required("source", kText),
    required("target", kText),
    applied("permissions", kText),
};
constexpr Shape kDevice{.kinds = kMapKind, .attributes = kDeviceAttributes};
constexpr Shape kDevices{.kinds = kListKind,
                         .normal_form = short_forms::devices,
                         .each = &kDevice,
                         .identity = target_of};

// --- deploy ----------------------------------------------------------------------------------

constexpr Shape kDeviceCount{.kinds = kIntegerKind | kTextKind,
                             .normal_form = short_forms::device_count};
constexpr Attribute kReservedDeviceAttributes[] = {
    required("capabilities", kTexts),
    applied("driver", kText),
    applied("count", kDeviceCount),
    applied("device_ids", kTexts),
    applied("options", kLabels),
};
constexpr Attribute kGpuAttributes[] = {
    applied("capabilities", kTexts),
    applied("driver", kText),
    applied("count", kDeviceCount),
    applied("device_ids", kTexts),
    applied("options", kLabels),
};
constexpr Shape kReservedDevice{.kinds = kMapKind, .attributes = kReservedDeviceAttributes};
constexpr Shape kReservedDevices{.kinds = kListKind, .each = &kReservedDevice};
constexpr Shape kGpu{.kinds = kMapKind, .attributes = kGpuAttributes};
constexpr Shape kGpus{
    .kinds = kTextKind | kListKind, .normal_form = short_forms::gpus, .each = &kGpu};

constexpr Attribute kLimitAttributes[] = {
    applied("cpus", kNumber),
    applied("memory", kTextSize),
    applied("pids", kInteger),
};
constexpr Attribute kReservationAttributes[] = {
    applied("memory", kTextSize),
    applied("devices", kReservedDevices),
    swarm_only("cpus", kNumber),
    swarm_only("generic_resources", kAny),
};
constexpr Shape kLimits{.kinds = kMapKind, .attributes = kLimitAttributes};
constexpr Shape kReservations{.kinds = kMapKind, .attributes = kReservationAttributes};
constexpr Attribute kResourcesAttributes[] = {
    applied("limits", kLimits),
    applied("reservations", kReservations),
};
constexpr Shape kResources{.kinds = kMapKind, .attributes = kResourcesAttributes};
constexpr Attribute kRestartPolicyAttributes[] = {
    applied("condition", kText),
    applied("max_attempts", kInteger),
    swarm_only("delay", kDuration),
    swarm_only("window", kDuration),
};
constexpr Shape kRestartPolicy{.kinds = kMapKind, .attributes = kRestartPolicyAttributes};
constexpr Attribute kDeployAttributes[] = {
    applied("replicas", kInteger),
    applied("resources", kResources),
    applied("restart_policy", kRestartPolicy),
    swarm_only("mode", kText),
    swarm_only("endpoint_mode", kText),
    swarm_only("labels", kLabels),
    swarm_only("placement", kAny),
    swarm_only("rollback_config", kAny),
    swarm_only("update_config", kAny),
};
constexpr Shape kDeploy{.kinds = kMapKind, .attributes = kDeployAttributes};

// --- the rest of a service -------------------------------------------------------------------

constexpr Shape kHealthTest{.kinds = kTextKind | kListKind,
                            .normal_form = short_forms::health_test,
                            .each = &kText,
                            .replaced = true};
constexpr Attribute kHealthCheckAttributes[] = {
    applied("disable", kBoolean),
    applied("test", kHealthTest),
    applied("interval", kDuration),
    applied("timeout", kDuration),
    applied("start_period", kDuration),
    applied("start_interval", kDuration),
    applied("retries", kInteger),
};
constexpr Shape kHealthCheck{.kinds = kMapKind, .attributes = kHealthCheckAttributes};

constexpr std::string_view kConditions[] = {
    "service_started", "service_healthy", "service_completed_successfully"};
constexpr Shape kCondition{.kinds = kTextKind, .words = kConditions};
constexpr Attribute kDependencyAttributes[] = {
    required("condition", kCondition),
    applied("restart", kBoolean),
    applied("required", kBoolean),
};
constexpr Shape kDependency{.kinds = kMapKind, .attributes = kDependencyAttributes};
constexpr Shape kDependsOn{.kinds = kListKind | kMapKind,
                           .normal_form = short_forms::depends_on,
                           .each = &kDependency,
                           .keys_are_names = true};

constexpr Attribute kEnvFileAttributes[] = {
    required("path", kText),
    applied("required", kBoolean),
    not_yet("format"),
};
constexpr Shape kEnvFile{.kinds = kMapKind, .attributes = kEnvFileAttributes};
constexpr Shape kEnvFiles{.kinds = kTextKind | kListKind,
                          .normal_form = short_forms::env_files,
                          .each = &kEnvFile,
                          .identity = path_of};

constexpr Attribute kAttachmentAttributes[] = {
    applied("aliases", kUniqueTexts),
    applied("ipv4_address", kText),
    not_yet("driver_opts"),
    not_yet("gw_priority"),
    not_yet("interface_name"),
    not_yet("ipv6_address"),
    not_yet("link_local_ips"),
    not_yet("mac_address"),
    not_yet("priority"),
};
constexpr Shape kAttachment{.kinds = kNull | kMapKind, .attributes = kAttachmentAttributes};
constexpr Shape kAttachments{.kinds = kListKind | kMapKind,
                             .normal_form = short_forms::named_list,
                             .each = &kAttachment,
                             .keys_are_names = true};

constexpr Attribute kLoggingAttributes[] = {
    applied("driver", kText),
    applied("options", kOptions),
};
constexpr Shape kLogging{
    .kinds = kMapKind, .attributes = kLoggingAttributes, .replaced_by_other_driver = true};

constexpr Attribute kUlimitAttributes[] = {
    required("soft", kInteger),
    required("hard", kInteger),
};
constexpr Shape kUlimit{
    .kinds = kIntegerKind | kMapKind, .attributes = kUlimitAttributes, .replaced = true};
constexpr Shape kUlimits{.kinds = kMapKind, .each = &kUlimit};

constexpr std::string_view kWatchActions[] = {
    "sync", "restart", "sync+restart", "sync+exec", "rebuild"};
constexpr Shape kWatchAction{.kinds = kTextKind, .words = kWatchActions};
constexpr Attribute kExecAttributes[] = {
    required("command", kCommand),
    not_yet("environment"),
    not_yet("privileged"),
    not_yet("user"),
    not_yet("working_dir"),
};
constexpr Shape kExec{.kinds = kMapKind, .attributes = kExecAttributes};
constexpr Attribute kWatchAttributes[] = {
    required("action", kWatchAction),
    required("path", kText),
    applied("target", kText),
    applied("ignore", kTextOrTexts),
    applied("include", kTextOrTexts),
    applied("exec", kExec),
    applied("initial_sync", kBoolean),
};
constexpr Shape kWatchRule{.kinds = kMapKind, .attributes = kWatchAttributes};
constexpr Shape kWatch{.kinds = kListKind, .each = &kWatchRule, .identity = path_of};
constexpr Attribute kDevelopAttributes[] = {applied("watch", kWatch)};
constexpr Shape kDevelop{.kinds = kMapKind, .attributes = kDevelopAttributes};

constexpr std::string_view kPullPolicies[] = {
    "always", "never", "if_not_present", "build", "missing"};
constexpr Shape kPullPolicy{.kinds = kTextKind, .words = kPullPolicies};
constexpr Shape kPlainTexts{.kinds = kListKind, .each = &kNumberOrText, .distinct = true};
constexpr Shape kExposed{.kinds = kListKind, .each = &kNumberOrText, .identity = text_of};

constexpr std::string_view kEngineKinds[] = {"tts", "asr"};
constexpr std::string_view kGpuNeeds[] = {"required", "optional"};
constexpr std::string_view kMountRoles[] = {
    "source", "cache", "model", "log", "build_target", "data"};
constexpr Shape kEngineKind{.kinds = kTextKind, .words = kEngineKinds};
constexpr Shape kGpuNeed{.kinds = kTextKind, .words = kGpuNeeds};
constexpr Shape kMountRole{.kinds = kTextKind, .words = kMountRoles};
constexpr Shape kMountRolesByTarget{.kinds = kMapKind, .each = &kMountRole};
constexpr Attribute kXVoicehubAttributes[] = {
    applied("engine", kEngineKind),
    applied("health", kText),
    applied("port", kInteger),
    applied("gpu", kGpuNeed),
    applied("mounts", kMountRolesByTarget),
    applied("sentence", kText),
};
constexpr Shape kXVoicehub{.kinds = kMapKind, .attributes = kXVoicehubAttributes};

constexpr Attribute kServiceAttributes[] = {
    applied("build", kBuild),
    applied("cap_add", kUniqueTexts),
    applied("cap_drop", kUniqueTexts),
    applied("command", kCommand),
    applied("container_name", kText),
    applied("cpus", kNumber),
    applied("depends_on", kDependsOn),
    applied("deploy", kDeploy),
    applied("develop", kDevelop),
    applied("devices", kDevices),
    applied("entrypoint", kCommand),
    applied("env_file", kEnvFiles),
    applied("environment", kVariables),
    applied("expose", kExposed),
    applied("extra_hosts", kExtraHosts),
    applied("gpus", kGpus),
    applied("group_add", kPlainTexts),
    applied("healthcheck", kHealthCheck),
    applied("hostname", kText),
    applied("image", kText),
    applied("init", kBoolean),
    applied("ipc", kText),
    applied("labels", kLabels),
    applied("logging", kLogging),
    applied("mem_limit", kByteSize),
    applied("mem_reservation", kByteSize),
    applied("network_mode", kText),
    applied("networks", kAttachments),
    applied("pids_limit", kInteger),
    applied("platform", kText),
    applied("ports", kPorts),
    applied("privileged", kBoolean),
    applied("profiles", kUniqueTexts),
    applied("pull_policy", kPullPolicy),
    applied("read_only", kBoolean),
    applied("restart", kText),
    applied("runtime", kText),
    applied("scale", kInteger),
    applied("security_opt", kDistinctTexts),
    applied("shm_size", kByteSize),
    applied("stdin_open", kBoolean),
    applied("stop_grace_period", kDuration),
    applied("stop_signal", kText),
    applied("sysctls", kLabels),
    applied("tmpfs", kTextOrTexts),
    applied("tty", kBoolean),
    applied("ulimits", kUlimits),
    applied("user", kText),
    applied("volumes", kMounts),
    applied("working_dir", kText),
    applied("x-voicehub", kXVoicehub),
    not_yet("annotations"),
    not_yet("attach"),
    not_yet("blkio_config"),
    not_yet("cgroup"),
    not_yet("cgroup_parent"),
    not_yet("configs"),
    not_yet("cpu_count"),
    not_yet("cpu_percent"),
    not_yet("cpu_period"),
    not_yet("cpu_quota"),
    not_yet("cpu_rt_period"),
    not_yet("cpu_rt_runtime"),
    not_yet("cpu_shares"),
    not_yet("cpuset"),
    not_yet("credential_spec"),
    not_yet("device_cgroup_rules"),
    not_yet("dns"),
    not_yet("dns_opt"),
    not_yet("dns_search"),
    not_yet("domainname"),
    not_yet("extends"),
    not_yet("external_links"),
    not_yet("isolation"),
    not_yet("label_file"),
    not_yet("links"),
    not_yet("mac_address"),
    not_yet("mem_swappiness"),
    not_yet("memswap_limit"),
    not_yet("models"),
    not_yet("oom_kill_disable"),
    not_yet("oom_score_adj"),
    not_yet("pid"),
    not_yet("post_start"),
    not_yet("pre_stop"),
    not_yet("provider"),
    not_yet("pull_refresh_after"),
    not_yet("secrets"),
    not_yet("storage_opt"),
    not_yet("use_api_socket"),
    not_yet("userns_mode"),
    not_yet("uts"),
    not_yet("volumes_from"),
};
constexpr Shape kService{.kinds = kMapKind, .attributes = kServiceAttributes};
constexpr Shape kServices{.kinds = kMapKind, .each = &kService, .keys_are_names = true};

// --- the top of the file ---------------------------------------------------------------------

constexpr Attribute kNetworkAttributes[] = {
    applied("name", kText),
    applied("driver", kText),
    applied("driver_opts", kOptions),
    applied("external", kBoolean),
    applied("internal", kBoolean),
    applied("attachable", kBoolean),
    applied("labels", kLabels),
    not_yet("enable_ipv4"),
    not_yet("enable_ipv6"),
    not_yet("ipam"),
};
constexpr Shape kNetwork{.kinds = kNull | kMapKind,
                         .normal_form = short_forms::external_resource,
                         .attributes = kNetworkAttributes};
constexpr Shape kNetworks{.kinds = kMapKind, .each = &kNetwork, .keys_are_names = true};

constexpr Attribute kVolumeAttributes[] = {
    applied("name", kText),
    applied("driver", kText),
    applied("driver_opts", kOptions),
    applied("external", kBoolean),
    applied("labels", kLabels),
};
constexpr Shape kVolume{.kinds = kNull | kMapKind,
                        .normal_form = short_forms::external_resource,
                        .attributes = kVolumeAttributes};
constexpr Shape kVolumes{.kinds = kMapKind, .each = &kVolume, .keys_are_names = true};

constexpr Attribute kFileAttributes[] = {
    applied("name", kText),
    applied("networks", kNetworks),
    applied("services", kServices),
    applied("version", kNumberOrText),  // obsolete: noted and ignored
    applied("volumes", kVolumes),
    not_yet("configs"),
    not_yet("include"),
    not_yet("models"),
    not_yet("secrets"),
};
constexpr Shape kFile{.kinds = kMapKind, .attributes = kFileAttributes};

}  // namespace

const Shape& file_shape() {
  return kFile;
}

const Attribute* find_attribute(const Shape& shape, std::string_view name) {
  const auto found = std::ranges::find(shape.attributes, name, &Attribute::name);
  return found == shape.attributes.end() ? nullptr : &*found;
}

bool is_extension(std::string_view name) {
  return name.starts_with("x-");
}

}  // namespace voicehub::compose
