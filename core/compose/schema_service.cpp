#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

constexpr Shape kHealthTest{.kinds = kTextKind | kListKind,
                            .normal_form = short_forms::health_test,
                            .each = &kText,
                            .replaced = true};
constexpr Attribute kHealthCheckAttributes[] = {
    even_empty(applied("test", kHealthTest)),
    even_empty(applied("timeout", kDuration)),
    even_empty(applied("interval", kDuration)),
    even_empty(applied("retries", kInteger)),
    even_empty(applied("start_period", kDuration)),
    even_empty(applied("start_interval", kDuration)),
    applied("disable", kBoolean),
};
constexpr Shape kHealthCheck{.kinds = kMapKind, .attributes = kHealthCheckAttributes};

constexpr std::string_view kConditions[] = {
    "service_started", "service_healthy", "service_completed_successfully"};
constexpr Shape kCondition{.kinds = kTextKind, .words = kConditions};
constexpr Attribute kDependencyAttributes[] = {
    required("condition", kCondition),
    applied("restart", kBoolean),
    even_empty(applied("required", kBoolean)),
};
constexpr Shape kDependency{.kinds = kMapKind, .attributes = kDependencyAttributes};
constexpr Shape kDependsOn{.kinds = kListKind | kMapKind,
                           .normal_form = short_forms::depends_on,
                           .each = &kDependency,
                           .keys_are_names = true};

constexpr std::string_view kEnvFileFormats[] = {"raw"};
constexpr Shape kEnvFileFormat{.kinds = kTextKind, .words = kEnvFileFormats};
constexpr Attribute kEnvFileAttributes[] = {
    required("path", kText),
    even_empty(applied("required", kBoolean)),
    applied("format", kEnvFileFormat),
};
constexpr Shape kEnvFile{.kinds = kMapKind, .attributes = kEnvFileAttributes};
constexpr Shape kEnvFiles{.kinds = kTextKind | kListKind,
                          .normal_form = short_forms::env_files,
                          .each = &kEnvFile,
                          .identity = path_of};

constexpr Attribute kLoggingAttributes[] = {
    applied("driver", kText),
    applied("options", kOptions),
};
constexpr Shape kLogging{
    .kinds = kMapKind, .attributes = kLoggingAttributes, .replaced_by_other_driver = true};

constexpr std::string_view kPullPolicies[] = {
    "always", "never", "missing", "build", "daily", "weekly"};
constexpr Shape kPullPolicy{
    .kinds = kTextKind, .normal_form = short_forms::pull_policy, .words = kPullPolicies};
constexpr Shape kExposed{.kinds = kListKind, .each = &kNumberOrText, .identity = own_text};

constexpr Attribute kCredentialAttributes[] = {
    applied("config", kText),
    applied("file", kText),
    applied("registry", kText),
};
constexpr Shape kCredential{.kinds = kMapKind, .attributes = kCredentialAttributes};

constexpr Shape kProviderOptions{
    .kinds = kMapKind, .normal_form = short_forms::provider_options, .each = &kTexts};
constexpr Attribute kProviderAttributes[] = {
    required("type", kText),
    applied("options", kProviderOptions),
};
constexpr Shape kProvider{.kinds = kMapKind, .attributes = kProviderAttributes};

constexpr Attribute kExtendsAttributes[] = {
    required("service", kText),
    applied("file", kText),
};
constexpr Shape kExtends{.kinds = kTextKind | kMapKind,
                         .normal_form = short_forms::extends,
                         .attributes = kExtendsAttributes};

constexpr Attribute kServiceAttributes[] = {
    applied("profiles", kUniqueTexts),
    not_yet("annotations", kLabels),
    even_empty(not_yet("attach", kBoolean)),
    even_empty(applied("build", kBuild)),
    even_empty(applied("develop", kDevelop)),
    even_empty(not_yet("blkio_config", kBlockIo)),
    applied("cap_add", kUniqueTexts),
    applied("cap_drop", kUniqueTexts),
    not_yet("cgroup_parent", kText),
    not_yet("cgroup", kText),
    not_yet("cpu_count", kInteger),
    not_yet("cpu_percent", kNumber),
    not_yet("cpu_period", kInteger),
    not_yet("cpu_quota", kInteger),
    not_yet("cpu_rt_period", kInteger),
    not_yet("cpu_rt_runtime", kInteger),
    applied("cpus", kNumber),
    not_yet("cpuset", kText),
    not_yet("cpu_shares", kNumber),
    even_empty(applied("command", kCommand)),
    not_yet("configs", kConfigReferences),
    applied("container_name", kText),
    even_empty(not_yet("credential_spec", kCredential)),
    applied("depends_on", kDependsOn),
    even_empty(applied("deploy", kDeploy)),
    not_yet("device_cgroup_rules", kUniqueTexts),
    applied("devices", kDevices),
    not_yet("dns", kTextOrTexts),
    not_yet("dns_opt", kUniqueTexts),
    not_yet("dns_search", kTextOrTexts),
    not_yet("domainname", kText),
    even_empty(applied("entrypoint", kCommand)),
    not_yet("provider", kProvider),
    applied("environment", kVariables),
    applied("env_file", kEnvFiles),
    applied("expose", kExposed),
    applied("extends", kExtends),
    not_yet("external_links", kUniqueTexts),
    applied("extra_hosts", kExtraHosts),
    applied("group_add", kScalarTexts),
    applied("gpus", kGpus),
    applied("hostname", kText),
    even_empty(applied("healthcheck", kHealthCheck)),
    applied("image", kText),
    even_empty(applied("init", kBoolean)),
    applied("ipc", kText),
    not_yet("isolation", kText),
    applied("labels", kLabels),
    not_yet("label_file", kTextOrTexts),
    not_yet("links", kUniqueTexts),
    even_empty(applied("logging", kLogging)),
    applied("mem_limit", kByteSize),
    applied("mem_reservation", kByteSize),
    not_yet("memswap_limit", kByteSize),
    not_yet("mem_swappiness", kByteSize),
    not_yet("mac_address", kText),
    not_yet("models", kServiceModels),
    applied("network_mode", kText),
    applied("networks", kAttachments),
    not_yet("oom_kill_disable", kBoolean),
    not_yet("oom_score_adj", kInteger),
    not_yet("pid", kText),
    applied("pids_limit", kInteger),
    applied("platform", kText),
    applied("ports", kPorts),
    applied("privileged", kBoolean),
    applied("pull_policy", kPullPolicy),
    applied("read_only", kBoolean),
    applied("restart", kText),
    applied("runtime", kText),
    even_empty(applied("scale", kInteger)),
    not_yet("secrets", kSecretReferences),
    applied("security_opt", kDistinctTexts),
    applied("shm_size", kByteSize),
    applied("stdin_open", kBoolean),
    even_empty(applied("stop_grace_period", kDuration)),
    applied("stop_signal", kText),
    not_yet("storage_opt", kOptions),
    applied("sysctls", kLabels),
    applied("tmpfs", kTextOrTexts),
    applied("tty", kBoolean),
    applied("ulimits", kUlimits),
    not_yet("use_api_socket", kBoolean),
    applied("user", kText),
    not_yet("userns_mode", kText),
    not_yet("uts", kText),
    applied("volumes", kMounts),
    not_yet("volumes_from", kUniqueTexts),
    applied("working_dir", kText),
    not_yet("post_start", kHooks),
    not_yet("pre_stop", kHooks),
    applied("x-voicehub", kXVoicehub),
};
constexpr Shape kService{.kinds = kMapKind, .attributes = kServiceAttributes};

}  // namespace

constinit const Shape kServices{.kinds = kMapKind, .each = &kService, .keys_are_names = true};

}  // namespace voicehub::compose::schema
