#include "core/compose/complete.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/compose/env_file.hpp"
#include "core/compose/reader.hpp"

namespace voicehub::compose {
namespace {

void set_default(Node& map, std::string_view key, Node value) {
  if (map.find(key) == nullptr) {
    map.set(key, std::move(value));
  }
}

bool is_enabled(const Node& service, const std::set<std::string>& profiles) {
  const std::vector<std::string> wanted = texts_of(service, "profiles");
  return wanted.empty() || profiles.contains("*") ||
         std::ranges::any_of(wanted,
                             [&](const std::string& name) { return profiles.contains(name); });
}

Result<Environment> read_env_files(const Node& service,
                                   const FileSystem& files,
                                   const Lookup& lookup,
                                   const HostPath& current_folder,
                                   Notes& notes) {
  Environment variables;
  for (const Node& item : member_of(service, "env_file").items) {
    const HostPath path{text_of(item, "path")};
    if (!files.status(path)) {
      if (flag_of(item, "required", true)) {
        return invalid(item.at,
                       fmt::format("the env file {} does not exist", path.text),
                       "add the file, or write {path: …, required: false}");
      }
      continue;
    }
    EnvFile file{.name = shown(path, current_folder)};
    VH_TRY(file.text, files.read(path));
    if (text_of(item, "format") == "raw") {
      VH_TRY(variables, parse_raw_env_file(file, std::move(variables)));
    } else {
      VH_TRY(variables, parse_env_file(file, lookup, std::move(variables), notes));
    }
  }
  return variables;
}

// To the mapping `key` of the service, what it does not have yet.
void add_missing(Node& service, std::string_view key, const Environment& from_files) {
  if (from_files.empty()) {
    return;
  }
  set_default(service, key, make_map(service.at));
  Node& map = *service.find(key);
  std::set<std::string> own;
  for (const Entry& entry : map.entries) {
    own.insert(entry.key);
  }
  for (const auto& [name, value] : from_files) {
    if (!own.contains(name)) {
      map.entries.push_back({name, map.at, make_text(value, map.at)});
    }
  }
}

// The service's own labels win over those of its files, which know each other's and no variables.
Result<void> add_label_files(Node& service,
                             const FileSystem& files,
                             const HostPath& current_folder,
                             Notes& notes) {
  Environment labels;
  const Lookup earlier = [&labels](const std::string& name) -> std::optional<std::string> {
    const auto found = labels.find(name);
    return found == labels.end() ? std::nullopt : std::optional{found->second};
  };
  for (const Node& item : member_of(service, "label_file").items) {
    const HostPath path{item.text};
    if (!files.status(path)) {
      return invalid(item.at, fmt::format("the label file {} does not exist", path.text));
    }
    EnvFile file{.name = shown(path, current_folder)};
    VH_TRY(file.text, files.read(path));
    VH_TRY(labels, parse_env_file(file, earlier, labels, notes));
  }
  add_missing(service, "labels", labels);
  return done();
}

// A name without a value takes the value that the shell or .env has.
void inherit_values(Node& variables, const Lookup& lookup) {
  for (Entry& entry : variables.entries) {
    if (!entry.value.is_null()) {
      continue;
    }
    if (auto value = lookup(entry.key)) {
      entry.value = make_text(std::move(*value), entry.value.at);
    }
  }
}

void complete_build_args(Node& build, const Lookup& lookup) {
  if (Node* args = build.find("args")) {
    inherit_values(*args, lookup);
    std::erase_if(args->entries, [](const Entry& entry) { return entry.value.is_null(); });
  }
}

// What the service says itself wins, also where it says that a variable has no value.
void complete_environment(Node& service, const Environment& from_files, const Lookup& lookup) {
  if (Node* environment = service.find("environment")) {
    inherit_values(*environment, lookup);
  }
  add_missing(service, "environment", from_files);
}

bool has_networks(const Node& service) {
  return !member_of(service, "networks").entries.empty();
}

void add_default_network(Node& service) {
  const bool elsewhere =
      service.find("network_mode") != nullptr || service.find("provider") != nullptr;
  if (elsewhere || has_networks(service)) {
    return;
  }
  Node networks = make_map(service.at);
  networks.set("default", {.at = service.at});
  service.set("networks", std::move(networks));
}

void complete_build(Node& build, const HostPath& directory) {
  set_default(build, "context", make_text(directory.text, build.at));
  if (build.find("dockerfile_inline") == nullptr) {
    set_default(build, "dockerfile", make_text("Dockerfile", build.at));
  }
}

// A device that says neither how many nor which is all of them.
void complete_device_counts(Node* devices) {
  if (devices == nullptr) {
    return;
  }
  for (Node& device : devices->items) {
    if (device.find("device_ids") == nullptr) {
      set_default(device, "count", {.kind = Kind::integer, .text = "-1", .at = device.at});
    }
  }
}

void complete_deploy(Node& deploy) {
  if (deploy.is_null()) {
    deploy = make_map(deploy.at);
  }
  set_default(deploy, "resources", make_map(deploy.at));
  set_default(deploy, "placement", make_map(deploy.at));
  if (Node* reservations = deploy.find("resources")->find("reservations")) {
    complete_device_counts(reservations->find("devices"));
  }
}

void complete_secret_targets(Node* secrets) {
  if (secrets == nullptr) {
    return;
  }
  for (Node& secret : secrets->items) {
    set_default(secret,
                "target",
                make_text(fmt::format("/run/secrets/{}", text_of(secret, "source")), secret.at));
  }
}

// What Compose prints of every service, whether the file says it or not.
void complete_details(Node& service) {
  set_default(service, "command", {.at = service.at});
  set_default(service, "entrypoint", {.at = service.at});
  if (Node* deploy = service.find("deploy")) {
    complete_deploy(*deploy);
    if (const Node* scale = service.find("scale")) {
      set_default(*deploy, "replicas", *scale);
    }
  }
  complete_device_counts(service.find("gpus"));
  complete_secret_targets(service.find("secrets"));
  if (Node* hosts = service.find("extra_hosts")) {
    std::ranges::sort(hosts->items, {}, &Node::text);
  }
  for (const std::string_view list : {"dns", "dns_search"}) {
    if (Node* texts = service.find(list)) {
      std::erase_if(texts->items, [](const Node& item) { return item.text.empty(); });
    }
  }
  if (Node* ports = service.find("ports")) {
    for (Node& port : ports->items) {
      set_default(port, "mode", make_text("ingress", port.at));
      set_default(port, "protocol", make_text("tcp", port.at));
    }
  }
  if (Node* dependencies = service.find("depends_on")) {
    for (Entry& entry : dependencies->entries) {
      set_default(entry.value, "required", make_boolean(true, entry.value.at));
    }
  }
  if (Node* develop = service.find("develop"); develop != nullptr && develop->find("watch")) {
    for (Node& rule : develop->find("watch")->items) {
      Node exec = make_map(rule.at);
      exec.set("command", {.at = rule.at});
      set_default(rule, "exec", std::move(exec));
    }
  }
}

// Keeps the entries of `section` that are in `used`, each as a mapping.
void drop_unused(Node& file, std::string_view section, const std::set<std::string>& used) {
  if (Node* resources = file.find(section)) {
    std::erase_if(resources->entries,
                  [&](const Entry& entry) { return !used.contains(entry.key); });
    for (Entry& entry : resources->entries) {
      if (entry.value.is_null()) {
        entry.value = make_map(entry.value.at);
      }
    }
  }
}

// Gives each entry of `section` its full name.
void complete_resources(Node& file,
                        std::string_view section,
                        const std::set<std::string>& used,
                        const std::string& project_name,
                        bool with_details) {
  if (used.empty()) {
    file.erase(section);
    return;
  }
  if (file.find(section) == nullptr) {
    file.set(section, make_map(file.at));
  }
  Node& resources = *file.find(section);
  if (section == "networks" && used.contains("default") && resources.find("default") == nullptr) {
    resources.set("default", make_map(file.at));
  }
  for (Entry& entry : resources.entries) {
    const bool external = flag_of(entry.value, "external");
    std::string name = external ? entry.key : fmt::format("{}_{}", project_name, entry.key);
    set_default(entry.value, "name", make_text(std::move(name), entry.value.at));
    if (section == "networks" && with_details) {
      set_default(entry.value, "ipam", make_map(entry.value.at));
    }
  }
}

void complete_service(Node& service, const Completion& how) {
  if (how.with_names) {
    if (Node* build = service.find("build")) {
      complete_build(*build, how.directory);
    }
    add_default_network(service);
  }
  if (how.with_details) {
    complete_details(service);
  }
}

// Sections of the file, and what of each the services use.
using Used = std::map<std::string_view, std::set<std::string>>;

void note_used(const Node& service, Used& used) {
  for (const Entry& network : member_of(service, "networks").entries) {
    used["networks"].insert(network.key);
  }
  for (const Node& mount : member_of(service, "volumes").items) {
    if (text_of(mount, "type") == "volume" && mount.find("source") != nullptr) {
      used["volumes"].insert(text_of(mount, "source"));
    }
  }
  for (const Node* secrets :
       {&member_of(service, "secrets"), &member_of(member_of(service, "build"), "secrets")}) {
    for (const Node& secret : secrets->items) {
      used["secrets"].insert(text_of(secret, "source"));
    }
  }
  for (const Node& config : member_of(service, "configs").items) {
    used["configs"].insert(text_of(config, "source"));
  }
  for (const Entry& model : member_of(service, "models").entries) {
    used["models"].insert(model.key);
  }
}

constexpr std::string_view kOfService = "service:";

void imply_dependency(Node& service, const std::string& on, bool restart) {
  set_default(service, "depends_on", make_map(service.at));
  Node& dependencies = *service.find("depends_on");
  if (dependencies.find(on) != nullptr) {
    return;
  }
  Node dependency = make_map(service.at);
  dependency.set("condition", make_text("service_started", service.at));
  if (restart) {
    dependency.set("restart", make_boolean(true, service.at));
  }
  dependency.set("required", make_boolean(true, service.at));
  dependencies.set(on, std::move(dependency));
}

}  // namespace

DisabledServices take_disabled(Node& file, const std::set<std::string>& profiles) {
  DisabledServices disabled;
  if (Node* services = file.find("services")) {
    std::erase_if(services->entries, [&](const Entry& entry) {
      const bool off = !is_enabled(entry.value, profiles);
      if (off) {
        disabled.emplace(entry.key, texts_of(entry.value, "profiles"));
      }
      return off;
    });
  }
  return disabled;
}

void inherit_variables(Node& file, const Lookup& lookup) {
  if (Node* services = file.find("services")) {
    for (Entry& entry : services->entries) {
      if (Node* environment = entry.value.find("environment")) {
        inherit_values(*environment, lookup);
      }
    }
  }
}

Result<void> complete_environments(Node& file,
                                   const FileSystem& files,
                                   const Lookup& lookup,
                                   const HostPath& current_folder,
                                   Notes& notes) {
  Node* services = file.find("services");
  if (services == nullptr) {
    return done();
  }
  for (auto& [name, name_at, service] : services->entries) {
    VH_TRY(const Environment from_files,
           read_env_files(service, files, lookup, current_folder, notes));
    complete_environment(service, from_files, lookup);
    service.erase("env_file");
    VH_CHECK(add_label_files(service, files, current_folder, notes));
    service.erase("label_file");
    if (Node* build = service.find("build")) {
      complete_build_args(*build, lookup);
    }
  }
  return done();
}

std::vector<HostPath> env_files_of(const Node& file) {
  std::vector<HostPath> all;
  for (const Entry& service : member_of(file, "services").entries) {
    for (const Node& item : member_of(service.value, "env_file").items) {
      const HostPath path{text_of(item, "path")};
      if (std::ranges::find(all, path) == all.end()) {
        all.push_back(path);
      }
    }
  }
  return all;
}

void complete_implied(Node& file) {
  Node* services = file.find("services");
  if (services == nullptr) {
    return;
  }
  for (Entry& entry : services->entries) {
    Node& service = entry.value;
    for (const std::string& link : texts_of(service, "links")) {
      imply_dependency(service, link.substr(0, link.find(':')), true);
    }
    for (const std::string_view mode : {"network_mode", "ipc", "pid", "uts"}) {
      const std::string shared = text_of(service, mode);
      if (shared.starts_with(kOfService)) {
        imply_dependency(service, shared.substr(kOfService.size()), true);
      }
    }
    for (const std::string& from : texts_of(service, "volumes_from")) {
      if (!from.starts_with("container:")) {
        imply_dependency(service, from.substr(0, from.find(':')), false);
      }
    }
  }
}

void complete_defaults(Node& file, const Completion& how) {
  file.set("name", make_text(how.project_name, file.at));
  file.erase("version");
  set_default(file, "services", make_map(file.at));
  Used used{{"networks", {}}, {"volumes", {}}, {"secrets", {}}, {"configs", {}}, {"models", {}}};
  for (Entry& entry : file.find("services")->entries) {
    complete_service(entry.value, how);
    note_used(entry.value, used);
  }
  for (const auto& [section, names] : used) {
    drop_unused(file, section, names);
    if (how.with_names) {
      complete_resources(file, section, names, how.project_name, how.with_details);
    }
  }
}

}  // namespace voicehub::compose
