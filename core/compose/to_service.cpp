#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/resolve_paths.hpp"
#include "core/compose/scalar.hpp"
#include "core/compose/to_parts.hpp"
#include "core/compose/to_project.hpp"
#include "core/compose/units.hpp"
#include "core/compose/unsupported.hpp"

namespace voicehub::compose {
namespace {

std::optional<std::chrono::nanoseconds> duration_of(const Node& map, std::string_view key) {
  return parse_duration(text_of(map, key));
}

std::uint64_t size_of(const Node& map, std::string_view key) {
  const std::int64_t size = integer_of(map, key);
  return size > 0 ? static_cast<std::uint64_t>(size) : 0;
}

std::optional<std::vector<std::string>> words_of(const Node& map, std::string_view key) {
  const Node& words = member_of(map, key);
  return words.is_null() ? std::nullopt : std::optional{texts_of(map, key)};
}

std::map<std::string, UlimitSpec> to_ulimits(const Node& service) {
  std::map<std::string, UlimitSpec> limits;
  for (const Entry& entry : member_of(service, "ulimits").entries) {
    const std::int64_t both = integer_of(member_of(service, "ulimits"), entry.key);
    limits.emplace(entry.key,
                   UlimitSpec{.soft = integer_of(entry.value, "soft", both),
                              .hard = integer_of(entry.value, "hard", both)});
  }
  return limits;
}

std::vector<NamedContext> to_contexts(const Node& build) {
  constexpr std::string_view kImage = "docker-image://";
  std::vector<NamedContext> contexts;
  for (const Entry& entry : member_of(build, "additional_contexts").entries) {
    const std::string_view source = entry.value.text;
    NamedContext context{.name = entry.key, .service = std::string{joined_service(source)}};
    if (source.starts_with(kImage)) {
      context.image = source.substr(kImage.size());
    } else if (context.service.empty()) {
      context.folder.text = source;
    }
    contexts.push_back(std::move(context));
  }
  return contexts;
}

std::optional<BuildSpec> to_build(const Node& service) {
  const Node* node = service.find("build");
  if (node == nullptr) {
    return std::nullopt;
  }
  const std::string context = text_of(*node, "context");
  const bool remote = is_remote(context);
  BuildSpec build{.context = {remote ? std::string{} : clean_path(context)},
                  .remote = remote ? context : std::string{},
                  .dockerfile = text_of(*node, "dockerfile"),
                  .dockerfile_inline = text_of(*node, "dockerfile_inline"),
                  .contexts = to_contexts(*node),
                  .args = text_map_of(*node, "args"),
                  .target = text_of(*node, "target"),
                  .tags = texts_of(*node, "tags"),
                  .labels = text_map_of(*node, "labels"),
                  .cache_from = texts_of(*node, "cache_from"),
                  .network = text_of(*node, "network"),
                  .extra_hosts = texts_of(*node, "extra_hosts"),
                  .shm_bytes = size_of(*node, "shm_size"),
                  .cache_to = texts_of(*node, "cache_to"),
                  .ulimits = to_ulimits(*node),
                  .no_cache = flag_of(*node, "no_cache"),
                  .pull = flag_of(*node, "pull")};
  if (const auto platforms = texts_of(*node, "platforms"); platforms.size() == 1) {
    build.platform = platforms.front();
  }
  return build;
}

// Of a service, or of a hook.
std::map<std::string, std::optional<std::string>> to_environment(const Node& service) {
  std::map<std::string, std::optional<std::string>> environment;
  for (const Entry& entry : member_of(service, "environment").entries) {
    environment.emplace(entry.key,
                        entry.value.is_null() ? std::nullopt : std::optional{entry.value.text});
  }
  return environment;
}

std::map<std::string, NetworkAttachment> to_attachments(const Node& service) {
  std::map<std::string, NetworkAttachment> attachments;
  for (const Entry& entry : member_of(service, "networks").entries) {
    attachments.emplace(
        entry.key,
        NetworkAttachment{
            .aliases = texts_of(entry.value, "aliases"),
            .ipv4_address = text_of(entry.value, "ipv4_address"),
            .ipv6_address = text_of(entry.value, "ipv6_address"),
            .link_local_ips = texts_of(entry.value, "link_local_ips"),
            .driver_options = text_map_of(entry.value, "driver_opts"),
            .mac_address = text_of(entry.value, "mac_address"),
            .interface_name = text_of(entry.value, "interface_name"),
            .priority = static_cast<int>(integer_of(entry.value, "priority")),
            .gateway_priority = static_cast<int>(integer_of(entry.value, "gw_priority"))});
  }
  return attachments;
}

std::map<std::string, Dependency> to_dependencies(const Node& service) {
  std::map<std::string, Dependency> dependencies;
  for (const Entry& entry : member_of(service, "depends_on").entries) {
    const std::string condition = text_of(entry.value, "condition");
    Dependency dependency{.restart = flag_of(entry.value, "restart"),
                          .required = flag_of(entry.value, "required", true)};
    if (condition == "service_healthy") {
      dependency.condition = DependencyCondition::healthy;
    } else if (condition == "service_completed_successfully") {
      dependency.condition = DependencyCondition::completed;
    }
    dependencies.emplace(entry.key, dependency);
  }
  return dependencies;
}

std::optional<HealthCheck> to_health_check(const Node& service) {
  const Node* node = service.find("healthcheck");
  if (node == nullptr) {
    return std::nullopt;
  }
  HealthCheck check{.disabled = flag_of(*node, "disable"),
                    .test = texts_of(*node, "test"),
                    .interval = duration_of(*node, "interval"),
                    .timeout = duration_of(*node, "timeout"),
                    .start_period = duration_of(*node, "start_period"),
                    .start_interval = duration_of(*node, "start_interval")};
  if (node->find("retries") != nullptr) {
    check.retries = static_cast<int>(integer_of(*node, "retries"));
  }
  if (!check.test.empty() && check.test.front() == "NONE") {
    check.disabled = true;
    check.test.clear();
  }
  return check;
}

Hook to_hook(const Node& node) {
  return {.command = texts_of(node, "command"),
          .user = text_of(node, "user"),
          .working_dir = text_of(node, "working_dir"),
          .environment = to_environment(node),
          .privileged = flag_of(node, "privileged")};
}

std::vector<Hook> to_hooks(const Node& service, std::string_view key) {
  std::vector<Hook> hooks;
  std::ranges::transform(member_of(service, key).items, std::back_inserter(hooks), to_hook);
  return hooks;
}

WatchAction to_watch_action(std::string_view action) {
  if (action == "sync") {
    return WatchAction::sync;
  }
  if (action == "sync+restart") {
    return WatchAction::sync_restart;
  }
  if (action == "sync+exec") {
    return WatchAction::sync_exec;
  }
  return action == "rebuild" ? WatchAction::rebuild : WatchAction::restart;
}

std::vector<WatchRule> to_watch_rules(const Node& list) {
  std::vector<WatchRule> rules;
  for (const Node& node : list.items) {
    rules.push_back({.action = to_watch_action(text_of(node, "action")),
                     .path = {clean_path(text_of(node, "path"))},
                     .target = {text_of(node, "target")},
                     .ignore = texts_of(node, "ignore"),
                     .include = texts_of(node, "include"),
                     .exec = to_hook(member_of(node, "exec")),
                     .initial_sync = flag_of(node, "initial_sync")});
  }
  return rules;
}

std::optional<ReloadKind> to_reload_kind(std::string_view word) {
  for (const ReloadKind kind :
       {ReloadKind::warm, ReloadKind::handover, ReloadKind::process, ReloadKind::container}) {
    if (to_text(kind) == word) {
      return kind;
    }
  }
  return std::nullopt;
}

Result<int> to_replicas(const Node& service, const std::string& name) {
  const Node* replicas = member_of(service, "deploy").find("replicas");
  const Node& count = replicas != nullptr ? *replicas : member_of(service, "scale");
  const std::int64_t number = parse_integer(count.text).value_or(1);
  if (number < 0 || number > 10'000) {
    return invalid(count.at,
                   fmt::format("service '{}': there cannot be {} replicas", name, number));
  }
  return static_cast<int>(number);
}

std::optional<std::chrono::nanoseconds> to_refresh_time(std::string_view pull_policy) {
  constexpr std::string_view kEvery = "every_";
  if (pull_policy == "always" || pull_policy == "refresh") {
    return std::chrono::nanoseconds{0};
  }
  if (pull_policy == "daily" || pull_policy == "weekly") {
    return parse_refresh_time(pull_policy == "daily" ? "1d" : "1w");
  }
  return pull_policy.starts_with(kEvery) ? parse_refresh_time(pull_policy.substr(kEvery.size()))
                                         : std::nullopt;
}

// "db", "db:ro", "container:backup", "container:backup:ro"
std::vector<VolumesFrom> to_volumes_from(const Node& service) {
  std::vector<VolumesFrom> all;
  for (const std::string& text : texts_of(service, "volumes_from")) {
    std::vector<std::string> parts = split(text, ':');
    const bool foreign = parts.size() > 1 && parts[0] == "container";
    if (foreign) {
      parts.erase(parts.begin());
    }
    VolumesFrom volumes{.read_only = parts.size() > 1 && parts[1] == "ro"};
    (foreign ? volumes.container : volumes.service) = parts[0];
    all.push_back(std::move(volumes));
  }
  return all;
}

// "db", "db:database"
std::vector<Link> to_links(const Node& service) {
  std::vector<Link> links;
  for (const std::string& text : texts_of(service, "links")) {
    const auto parts = split(text, ':');
    links.push_back({.service = parts[0], .alias = parts.back()});
  }
  for (const std::string& text : texts_of(service, "external_links")) {
    const auto parts = split(text, ':');
    links.push_back({.container = parts[0], .alias = parts.back()});
  }
  return links;
}

// What needs no conversion.
void copy_plain(const Node& node, Service& service) {
  service.image = text_of(node, "image");
  service.container_name = text_of(node, "container_name");
  service.expose = texts_of(node, "expose");
  service.network_mode = text_of(node, "network_mode");
  service.labels = text_map_of(node, "labels");
  service.runtime = text_of(node, "runtime");
  service.stop_signal = text_of(node, "stop_signal");
  service.user = text_of(node, "user");
  service.working_dir = text_of(node, "working_dir");
  service.hostname = text_of(node, "hostname");
  service.platform = text_of(node, "platform");
  service.ipc = text_of(node, "ipc");
  service.pid = text_of(node, "pid");
  service.uts = text_of(node, "uts");
  service.user_namespace = text_of(node, "userns_mode");
  service.cgroup = text_of(node, "cgroup");
  service.cgroup_parent = text_of(node, "cgroup_parent");
  service.isolation = text_of(node, "isolation");
  service.domain_name = text_of(node, "domainname");
  service.mac_address = text_of(node, "mac_address");
  service.annotations = text_map_of(node, "annotations");
  service.storage_options = text_map_of(node, "storage_opt");
  service.device_cgroup_rules = texts_of(node, "device_cgroup_rules");
  service.dns = texts_of(node, "dns");
  service.dns_options = texts_of(node, "dns_opt");
  service.dns_search = texts_of(node, "dns_search");
  service.extra_hosts = texts_of(node, "extra_hosts");
  service.cap_add = texts_of(node, "cap_add");
  service.cap_drop = texts_of(node, "cap_drop");
  service.security_opt = texts_of(node, "security_opt");
  service.group_add = texts_of(node, "group_add");
  service.sysctls = text_map_of(node, "sysctls");
  service.shm_bytes = size_of(node, "shm_size");
  service.privileged = flag_of(node, "privileged");
  service.read_only = flag_of(node, "read_only");
  service.tty = flag_of(node, "tty");
  service.stdin_open = flag_of(node, "stdin_open");
}

}  // namespace

Result<XVoicehub> to_x_voicehub(const Node& service, const std::string& name) {
  const Node& node = member_of(service, "x-voicehub");
  XVoicehub own{.health = text_of(node, "health"),
                .gpu_optional = text_of(node, "gpu") == "optional",
                .sentence = text_of(node, "sentence"),
                .reload = to_reload_kind(text_of(node, "reload")),
                .check = texts_of(node, "check"),
                .build = texts_of(node, "build"),
                .build_service = text_of(node, "build_service")};
  if (const Node* watch = node.find("watch")) {
    own.watch = to_watch_rules(*watch);
  }
  if (!own.health.empty() && !own.health.starts_with('/')) {
    return invalid(member_of(node, "health").at,
                   fmt::format("service '{}': 'x-voicehub.health' is a path such as /health, not "
                               "'{}'",
                               name,
                               own.health));
  }
  if (const Node* engine = node.find("engine")) {
    own.engine = engine->text == "tts" ? EngineKind::tts : EngineKind::asr;
  }
  if (const Node* port = node.find("port")) {
    const std::int64_t number = integer_of(node, "port");
    if (number < 1 || number > 65535) {
      return invalid(port->at,
                     fmt::format("service '{}': 'x-voicehub.port' cannot be {}", name, number));
    }
    own.port = static_cast<int>(number);
  }
  return own;
}

Result<Service> to_service(const Node& node, const std::string& name) {
  Service service{.name = name};
  service.build = to_build(node);
  VH_TRY(service.ports, to_ports(node, name));
  VH_TRY(service.mounts, to_mounts(node, name));
  VH_TRY(service.restart, to_restart_policy(node, name));
  VH_TRY(service.replicas, to_replicas(node, name));
  VH_TRY(service.x_voicehub, to_x_voicehub(node, name));
  for (const Mount& mount : service.mounts) {
    if (mount.role) {
      service.x_voicehub.mounts.emplace(mount.target.text, *mount.role);
    }
  }
  copy_plain(node, service);
  service.command = words_of(node, "command");
  service.entrypoint = words_of(node, "entrypoint");
  service.environment = to_environment(node);
  service.networks = to_attachments(node);
  service.volumes_from = to_volumes_from(node);
  service.links = to_links(node);
  service.depends_on = to_dependencies(node);
  service.health_check = to_health_check(node);
  service.resources = to_resources(node);
  if (const Node* logging = node.find("logging")) {
    service.logging =
        Logging{.driver = text_of(*logging, "driver"), .options = text_map_of(*logging, "options")};
  }
  if (node.find("init") != nullptr) {
    service.init = flag_of(node, "init");
  }
  service.stop_grace_period = duration_of(node, "stop_grace_period");
  service.pull_policy = text_of(node, "pull_policy");
  service.refresh_after = to_refresh_time(service.pull_policy);
  service.devices = to_devices(node);
  service.ulimits = to_ulimits(node);
  add_refusals(node, service);
  service.post_start = to_hooks(node, "post_start");
  service.pre_stop = to_hooks(node, "pre_stop");
  service.watch = to_watch_rules(member_of(member_of(node, "develop"), "watch"));
  return service;
}

}  // namespace voicehub::compose
