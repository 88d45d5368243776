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

constexpr Shape kPullPolicy{.kinds = kTextKind, .normal_form = short_forms::pull_policy};
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

constexpr std::string_view kCgroups[] = {"host", "private"};
constexpr Shape kCgroup{.kinds = kTextKind, .words = kCgroups};
constexpr Attribute kServiceAttributes[] = {
    applied("profiles", kUniqueTexts),
    applied("annotations", kLabels),
    even_empty(applied("attach", kBoolean)),
    even_empty(applied("build", kBuild)),
    even_empty(applied("develop", kDevelop)),
    even_empty(applied("blkio_config", kBlockIo)),
    applied("cap_add", kUniqueTexts),
    applied("cap_drop", kUniqueTexts),
    applied("cgroup_parent", kText),
    applied("cgroup", kCgroup),
    applied("cpu_count", kInteger),
    applied("cpu_percent", kNumber),
    applied("cpu_period", kInteger),
    applied("cpu_quota", kInteger),
    applied("cpu_rt_period", kInteger),
    applied("cpu_rt_runtime", kInteger),
    applied("cpus", kNumber),
    applied("cpuset", kText),
    applied("cpu_shares", kNumber),
    even_empty(applied("command", kCommand)),
    applied("configs", kConfigReferences),
    applied("container_name", kText),
    even_empty(refused("credential_spec", kCredential, "Docker Engine knows it on Windows only")),
    applied("depends_on", kDependsOn),
    even_empty(applied("deploy", kDeploy)),
    applied("device_cgroup_rules", kDistinctTexts),
    applied("devices", kDevices),
    applied("dns", kTextOrTexts),
    applied("dns_opt", kUniqueTexts),
    applied("dns_search", kTextOrTexts),
    applied("domainname", kText),
    even_empty(applied("entrypoint", kCommand)),
    refused(
        "provider", kProvider, "a plugin of Docker Compose runs such services, not Docker Engine"),
    applied("environment", kVariables),
    applied("env_file", kEnvFiles),
    applied("expose", kExposed),
    applied("extends", kExtends),
    applied("external_links", kDistinctTexts),
    applied("extra_hosts", kExtraHosts),
    applied("group_add", kScalarTexts),
    applied("gpus", kGpus),
    applied("hostname", kText),
    even_empty(applied("healthcheck", kHealthCheck)),
    applied("image", kText),
    even_empty(applied("init", kBoolean)),
    applied("ipc", kText),
    applied("isolation", kText),
    applied("labels", kLabels),
    applied("label_file", kTextOrTexts),
    applied("links", kUniqueTexts),
    even_empty(applied("logging", kLogging)),
    applied("mem_limit", kByteSize),
    applied("mem_reservation", kByteSize),
    applied("memswap_limit", kByteSize),
    applied("mem_swappiness", kByteSize),
    applied("mac_address", kText),
    refused("models", kServiceModels, kModelRunner),
    applied("network_mode", kText),
    applied("networks", kAttachments),
    applied("oom_kill_disable", kBoolean),
    applied("oom_score_adj", kInteger),
    applied("pid", kText),
    applied("pids_limit", kInteger),
    applied("platform", kText),
    applied("ports", kPorts),
    applied("privileged", kBoolean),
    applied("pull_policy", kPullPolicy),
    applied("read_only", kBoolean),
    applied("restart", kText),
    applied("runtime", kText),
    even_empty(applied("scale", kInteger)),
    applied("secrets", kSecretReferences),
    applied("security_opt", kDistinctTexts),
    applied("shm_size", kByteSize),
    applied("stdin_open", kBoolean),
    even_empty(applied("stop_grace_period", kDuration)),
    applied("stop_signal", kText),
    applied("storage_opt", kOptions),
    applied("sysctls", kLabels),
    applied("tmpfs", kTextOrTexts),
    applied("tty", kBoolean),
    applied("ulimits", kUlimits),
    applied("use_api_socket", kBoolean),
    applied("user", kText),
    applied("userns_mode", kText),
    applied("uts", kText),
    applied("volumes", kMounts),
    applied("volumes_from", kDistinctTexts),
    applied("working_dir", kText),
    applied("post_start", kHooks),
    applied("pre_stop", kHooks),
    applied("x-voicehub", kXVoicehub),
};
constexpr Shape kService{.kinds = kMapKind, .attributes = kServiceAttributes};

}  // namespace

constinit const Shape kServices{.kinds = kMapKind, .each = &kService, .keys_are_names = true};

}  // namespace voicehub::compose::schema
