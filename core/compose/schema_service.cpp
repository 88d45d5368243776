#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

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
constexpr Shape kDevelop{.kinds = kNull | kMapKind, .attributes = kDevelopAttributes};

constexpr std::string_view kPullPolicies[] = {
    "always", "never", "if_not_present", "build", "missing"};
constexpr Shape kPullPolicy{.kinds = kTextKind, .words = kPullPolicies};
constexpr Shape kPlainTexts{.kinds = kListKind, .each = &kNumberOrText, .distinct = true};
constexpr Shape kExposed{.kinds = kListKind, .each = &kNumberOrText, .identity = own_text};

constexpr std::string_view kEngineKinds[] = {"tts", "asr"};
constexpr std::string_view kGpuNeeds[] = {"required", "optional"};
constexpr std::string_view kMountRoles[] = {
    "source", "cache", "model", "log", "build_target", "data"};
constexpr Shape kEngineKind{.kinds = kTextKind, .words = kEngineKinds};
constexpr Shape kGpuNeed{.kinds = kTextKind, .words = kGpuNeeds};
constexpr Shape kMountRole{.kinds = kTextKind, .words = kMountRoles};
constexpr Shape kMountRolesByTarget{.kinds = kMapKind, .each = &kMountRole};
constexpr std::string_view kReloadKinds[] = {"warm", "handover", "process", "container"};
constexpr Shape kReloadKind{.kinds = kTextKind, .words = kReloadKinds};
constexpr Attribute kOwnWatchAttributes[] = {
    applied("action", kWatchAction),
    required("path", kText),
    applied("target", kText),
    applied("ignore", kTextOrTexts),
    applied("include", kTextOrTexts),
    applied("exec", kExec),
    applied("initial_sync", kBoolean),
};
constexpr Shape kOwnWatchRule{.kinds = kMapKind, .attributes = kOwnWatchAttributes};
constexpr Shape kOwnWatch{.kinds = kListKind, .each = &kOwnWatchRule, .identity = path_of};
constexpr Shape kShellLineOrWords{
    .kinds = kTextKind | kListKind, .normal_form = short_forms::one_or_many, .each = &kText};
constexpr Attribute kXVoicehubAttributes[] = {
    applied("engine", kEngineKind),
    applied("health", kText),
    applied("port", kInteger),
    applied("gpu", kGpuNeed),
    applied("mounts", kMountRolesByTarget),
    applied("sentence", kText),
    applied("reload", kReloadKind),
    applied("check", kShellLineOrWords),
    applied("build", kShellLineOrWords),
    applied("build_service", kText),
    applied("watch", kOwnWatch),
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

}  // namespace

constinit const Shape kServices{.kinds = kMapKind, .each = &kService, .keys_are_names = true};

}  // namespace voicehub::compose::schema
