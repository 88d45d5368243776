#include "core/compose/references.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/reader.hpp"
#include "core/project/project.hpp"

namespace voicehub::compose {
namespace {

std::vector<std::string> keys_of(const Node& map) {
  std::vector<std::string> keys;
  keys.reserve(map.entries.size());
  for (const Entry& entry : map.entries) {
    keys.push_back(entry.key);
  }
  return keys;
}

// Docker Engine's own rule.
bool is_container_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return name.size() > 1 && is_plain(name.front()) && std::ranges::all_of(name, [&](char c) {
           return is_plain(c) || std::string_view{"_.-"}.contains(c);
         });
}

class ReferenceCheck {
 public:
  ReferenceCheck(const Node& file, const DisabledServices& disabled)
      : file_{file}, services_{member_of(file, "services")}, disabled_{disabled} {
    const std::vector<std::string> names = keys_of(services_);
    known_services_.insert(names.begin(), names.end());
  }

  Result<void> check() {
    for (const Entry& entry : services_.entries) {
      name_ = entry.key;
      VH_CHECK(check_image(entry));
      VH_CHECK(check_networks(entry.value));
      VH_CHECK(check_mounts(entry.value));
      VH_CHECK(check_files(entry.value));
      VH_CHECK(check_models(entry.value));
      VH_CHECK(check_shared(entry.value));
      VH_CHECK(check_build(entry.value));
      VH_CHECK(check_dependencies(entry.value));
      VH_CHECK(check_container_name(entry.value));
      VH_CHECK(check_twice_said(entry.value));
      VH_CHECK(check_devices(entry.value));
      VH_CHECK(check_watch(entry.value));
    }
    return done();
  }

 private:
  [[nodiscard]] std::unexpected<Error> wrong(const Origin& at,
                                             std::string_view what,
                                             std::string hint = {}) const {
    return invalid(at, fmt::format("service '{}': {}", name_, what), std::move(hint));
  }

  [[nodiscard]] Result<void> check_image(const Entry& service) const {
    const Node* build = service.value.find("build");
    const bool elsewhere = service.value.find("provider") != nullptr;
    if (text_of(service.value, "image").empty() && build == nullptr && !elsewhere) {
      return wrong(service.key_at, "there is neither an 'image' nor a 'build' section");
    }
    if (build != nullptr && build->find("dockerfile_inline") != nullptr) {
      if (const Node* dockerfile = build->find("dockerfile")) {
        return wrong(dockerfile->at,
                     "'build.dockerfile' and 'build.dockerfile_inline' exclude each other");
      }
    }
    return done();
  }

  [[nodiscard]] Result<void> check_networks(const Node& service) const {
    const Node& networks = member_of(service, "networks");
    if (!networks.entries.empty() && service.find("network_mode") != nullptr) {
      return wrong(networks.at, "'network_mode' and 'networks' exclude each other");
    }
    for (const Entry& entry : networks.entries) {
      if (entry.key != "default") {
        VH_CHECK(check_defined("network", entry.key, entry.key_at));
      }
    }
    return done();
  }

  // `what` is the singular of a section.
  [[nodiscard]] Result<void> check_defined(std::string_view what,
                                           const std::string& name,
                                           const Origin& at) const {
    const std::string section = fmt::format("{}s", what);
    const Node& defined = member_of(file_, section);
    if (defined.find(name) != nullptr) {
      return done();
    }
    const auto near = nearest(name, keys_of(defined));
    const std::string define = fmt::format("add it to the top-level '{}:'", section);
    return wrong(at,
                 fmt::format("the {} '{}' is not defined", what, name),
                 near ? fmt::format("did you mean '{}'? Else {}", *near, define) : define);
  }

  [[nodiscard]] Result<void> check_files(const Node& service) const {
    for (const Node* secrets :
         {&member_of(service, "secrets"), &member_of(member_of(service, "build"), "secrets")}) {
      for (const Node& secret : secrets->items) {
        VH_CHECK(check_defined("secret", text_of(secret, "source"), secret.at));
      }
    }
    for (const Node& config : member_of(service, "configs").items) {
      VH_CHECK(check_defined("config", text_of(config, "source"), config.at));
    }
    return done();
  }

  [[nodiscard]] Result<void> check_models(const Node& service) const {
    for (const Entry& model : member_of(service, "models").entries) {
      VH_CHECK(check_defined("model", model.key, model.key_at));
    }
    return done();
  }

  // What is shared with another service of the project.
  [[nodiscard]] Result<void> check_shared(const Node& service) const {
    for (const std::string_view mode : {"network_mode", "ipc", "pid", "uts"}) {
      const Node& shared = member_of(service, mode);
      VH_CHECK(check_joined(shared.text, shared.at, mode));
    }
    return done();
  }

  [[nodiscard]] Result<void> check_build(const Node& service) const {
    const Node& contexts = member_of(member_of(service, "build"), "additional_contexts");
    for (const Entry& context : contexts.entries) {
      VH_CHECK(check_joined(context.value.text, context.key_at, "additional_contexts"));
    }
    return done();
  }

  // A value that may be "service:NAME".
  [[nodiscard]] Result<void> check_joined(std::string_view value,
                                          const Origin& at,
                                          std::string_view said_by) const {
    constexpr std::string_view kOfService = "service:";
    return value.starts_with(kOfService)
               ? check_service(std::string{value.substr(kOfService.size())}, at, said_by)
               : done();
  }

  [[nodiscard]] Result<void> check_service(const std::string& name,
                                           const Origin& at,
                                           std::string_view said_by) const {
    if (known_services_.contains(name)) {
      return done();
    }
    return wrong(at,
                 fmt::format("'{}' names '{}', which is no service", said_by, name),
                 did_you_mean(name, keys_of(services_), "services"));
  }

  [[nodiscard]] Result<void> check_mounts(const Node& service) const {
    for (const Node& mount : member_of(service, "volumes").items) {
      const std::string type = text_of(mount, "type");
      const std::string source = text_of(mount, "source");
      if (type == "bind" && source.empty()) {
        return wrong(mount.at, "'volumes': a mount of type 'bind' needs 'source'");
      }
      if (type == "volume" && !source.empty()) {
        VH_CHECK(check_defined("volume", source, mount.at));
      }
    }
    return done();
  }

  [[nodiscard]] Result<void> check_dependencies(const Node& service) const {
    for (const Entry& entry : member_of(service, "depends_on").entries) {
      if (known_services_.contains(entry.key)) {
        continue;
      }
      const auto off = disabled_.find(entry.key);
      if (off == disabled_.end()) {
        return wrong(entry.key_at,
                     fmt::format("it depends on '{}', which is no service", entry.key),
                     did_you_mean(entry.key, keys_of(services_), "services"));
      }
      if (flag_of(entry.value, "required", true)) {
        return wrong(
            entry.key_at,
            fmt::format("it depends on '{}', which no active profile switches on", entry.key),
            fmt::format("add --profile {}", off->second.front()));
      }
    }
    return done();
  }

  [[nodiscard]] Result<void> check_container_name(const Node& service) {
    const Node* name = service.find("container_name");
    if (name == nullptr) {
      return done();
    }
    if (!is_container_name(name->text)) {
      return wrong(name->at,
                   fmt::format("'{}' cannot be a container's name", name->text),
                   "it takes letters, digits, '_', '.' and '-', and starts with a letter or digit");
    }
    const std::int64_t scale = integer_of(service, "scale", 1);
    if (integer_of(member_of(service, "deploy"), "replicas", scale) > 1) {
      return wrong(name->at, "a service with 'container_name' cannot have several replicas");
    }
    const auto [known, is_new] = container_names_.emplace(name->text, name_);
    if (!is_new) {
      return wrong(
          name->at,
          fmt::format("service '{}' has the same container_name '{}'", known->second, name->text));
    }
    return done();
  }

  [[nodiscard]] Result<void> check_twice_said(const Node& service) const {
    const Node& deploy = member_of(service, "deploy");
    const Node& resources = member_of(deploy, "resources");
    const Node& limits = member_of(resources, "limits");
    const Node& reservations = member_of(resources, "reservations");

    const struct {
      std::string_view attribute;
      const Node* other;
      std::string_view other_name;
    } pairs[] = {
        {"scale", deploy.find("replicas"), "deploy.replicas"},
        {"cpus", limits.find("cpus"), "deploy.resources.limits.cpus"},
        {"mem_limit", limits.find("memory"), "deploy.resources.limits.memory"},
        {"mem_reservation", reservations.find("memory"), "deploy.resources.reservations.memory"},
        {"pids_limit", limits.find("pids"), "deploy.resources.limits.pids"},
    };

    for (const auto& pair : pairs) {
      const Node* own = service.find(pair.attribute);
      if (own != nullptr && pair.other != nullptr && own->text != pair.other->text) {
        return wrong(own->at,
                     fmt::format("'{}' is {} and '{}' is {}",
                                 pair.attribute,
                                 own->text,
                                 pair.other_name,
                                 pair.other->text),
                     "keep one of them");
      }
    }
    return done();
  }

  [[nodiscard]] Result<void> check_devices(const Node& service) const {
    const Node& resources = member_of(member_of(service, "deploy"), "resources");
    const Node& reserved = member_of(member_of(resources, "reservations"), "devices");
    for (const Node* list : {&reserved, &member_of(service, "gpus")}) {
      for (const Node& device : list->items) {
        if (device.find("count") != nullptr && device.find("device_ids") != nullptr) {
          return wrong(device.at, "'count' and 'device_ids' of a device exclude each other");
        }
      }
    }
    return done();
  }

  [[nodiscard]] Result<void> check_watch(const Node& service) const {
    const Node& own = member_of(service, "x-voicehub");
    const std::pair<std::string_view, const Node*> lists[] = {
        {"develop.watch", &member_of(member_of(service, "develop"), "watch")},
        {"x-voicehub.watch", &member_of(own, "watch")},
    };
    for (const auto& [said_in, list] : lists) {
      for (const Node& rule : list->items) {
        const std::string action = text_of(rule, "action");
        if (action.starts_with("sync") && text_of(rule, "target").empty()) {
          return wrong(rule.at,
                       fmt::format("'{}': the action '{}' needs 'target'", said_in, action));
        }
        if (action == "sync+exec" && rule.find("exec") == nullptr) {
          return wrong(rule.at, fmt::format("'{}': the action 'sync+exec' needs 'exec'", said_in));
        }
      }
    }
    const Node* builder = own.find("build_service");
    if (builder != nullptr && !known_services_.contains(builder->text)) {
      return wrong(
          builder->at,
          fmt::format("'x-voicehub.build_service': there is no service '{}'", builder->text));
    }
    return done();
  }

  const Node& file_;
  const Node& services_;
  const DisabledServices& disabled_;
  std::set<std::string, std::less<>> known_services_;
  std::map<std::string, std::string> container_names_;
  std::string name_;  // of the service at hand
};

// An external volume is made by somebody else: nothing can be said of how.
Result<void> check_external(const Node& volumes) {
  for (const Entry& entry : volumes.entries) {
    for (const std::string_view attribute : {"driver", "driver_opts", "labels"}) {
      const Node* said = entry.value.find(attribute);
      if (said != nullptr && flag_of(entry.value, "external")) {
        return invalid(
            said->at,
            fmt::format(
                "'volumes.{}': 'external' and '{}' exclude each other", entry.key, attribute));
      }
    }
  }
  return done();
}

// What a secret or a config holds is said once.
Result<void> check_contents(const Node& file,
                            const char* section,
                            std::vector<std::string> sources) {
  for (const Entry& entry : member_of(file, section).entries) {
    const auto said = std::ranges::count_if(
        sources, [&](const std::string& source) { return entry.value.find(source) != nullptr; });
    if (said > 1 || (said == 0 && !flag_of(entry.value, "external"))) {
      return invalid(
          entry.key_at,
          fmt::format("'{}.{}' needs one of {}", section, entry.key, join(sources, ", ")),
          said == 0 ? "or `external: true`" : "");
    }
  }
  return done();
}

// Only who depends on whom.
Result<void> check_cycles(const Node& services) {
  Project project;
  for (const Entry& entry : services.entries) {
    Service& service = project.services[entry.key];
    service.name = entry.key;
    for (const Entry& dependency : member_of(entry.value, "depends_on").entries) {
      service.depends_on[dependency.key];
    }
  }
  const std::vector<std::string> cycle = dependency_cycle(project);
  if (cycle.empty()) {
    return done();
  }
  const Node& first = member_of(services, cycle.front());
  return invalid(
      member_of(first, "depends_on").at,
      fmt::format("dependency cycle: services depend on each other: {}", join(cycle, " -> ")));
}

}  // namespace

Result<void> check_references(const Node& file, const DisabledServices& disabled) {
  VH_CHECK(check_external(member_of(file, "volumes")));
  VH_CHECK(check_contents(file, "secrets", {"file", "environment"}));
  VH_CHECK(check_contents(file, "configs", {"file", "environment", "content"}));
  VH_CHECK((ReferenceCheck{file, disabled}.check()));
  return check_cycles(member_of(file, "services"));
}

}  // namespace voicehub::compose
