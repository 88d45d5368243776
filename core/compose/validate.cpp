#include "core/compose/validate.hpp"

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/reader.hpp"

namespace voicehub::compose {
namespace {

Result<void> check_shape(const Node& node, const Shape& shape, const Path& path) {
  if (node.is_null()) {
    const bool allowed = (shape.kinds & bit(Kind::null)) != 0;
    return allowed ? done() : invalid(node.at, fmt::format("{} has no value", path.text()));
  }
  for (const Attribute& attribute : shape.attributes) {
    if (attribute.required && node.kind == Kind::map && node.find(attribute.name) == nullptr) {
      return invalid(node.at, fmt::format("{} needs '{}'", path.text(), attribute.name));
    }
  }
  for (const Entry& entry : node.entries) {
    const Attribute* attribute = find_attribute(shape, entry.key);
    const Shape* inner = attribute != nullptr ? attribute->shape : shape.each;
    if (inner != nullptr) {
      VH_CHECK(check_shape(entry.value, *inner, Path{path, entry.key}));
    }
  }
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < node.items.size() && shape.each != nullptr; ++i) {
    const Node& item = node.items[i];
    VH_CHECK(check_shape(item, *shape.each, Path{path, i}));
    if (shape.distinct && !seen.insert(item.text).second) {
      return invalid(item.at, fmt::format("{} has '{}' twice", path.text(), item.text));
    }
  }
  return done();
}

std::vector<std::string> keys_of(const Node& map) {
  std::vector<std::string> keys;
  for (const Entry& entry : map.entries) {
    keys.push_back(entry.key);
  }
  return keys;
}

class ReferenceCheck {
 public:
  ReferenceCheck(const Node& file, const DisabledServices& disabled)
      : services_{member_of(file, "services")},
        networks_{keys_of(member_of(file, "networks"))},
        volumes_{keys_of(member_of(file, "volumes"))},
        disabled_{disabled} {
    const std::vector<std::string> names = keys_of(services_);
    known_services_.insert(names.begin(), names.end());
    known_networks_.insert(networks_.begin(), networks_.end());
    known_networks_.insert("default");
    known_volumes_.insert(volumes_.begin(), volumes_.end());
  }

  Result<void> check() {
    for (const Entry& entry : services_.entries) {
      name_ = entry.key;
      VH_CHECK(check_image(entry));
      VH_CHECK(check_networks(entry.value));
      VH_CHECK(check_mounts(entry.value));
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
    if (text_of(service.value, "image").empty() && build == nullptr) {
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
      if (!known_networks_.contains(entry.key)) {
        return wrong(entry.key_at,
                     fmt::format("the network '{}' is not defined", entry.key),
                     definition_hint(entry.key, networks_, "networks"));
      }
    }
    return done();
  }

  [[nodiscard]] Result<void> check_mounts(const Node& service) const {
    for (const Node& mount : member_of(service, "volumes").items) {
      const std::string type = text_of(mount, "type");
      const std::string source = text_of(mount, "source");
      if (type == "bind" && source.empty()) {
        return wrong(mount.at, "a bind mount needs 'source'");
      }
      if (type == "volume" && !source.empty() && !known_volumes_.contains(source)) {
        return wrong(mount.at,
                     fmt::format("the volume '{}' is not defined", source),
                     definition_hint(source, volumes_, "volumes"));
      }
    }
    return done();
  }

  static std::string definition_hint(const std::string& name,
                                     const std::vector<std::string>& known,
                                     std::string_view section) {
    const auto near = nearest(name, known);
    const std::string define = fmt::format("add it to the top-level '{}:'", section);
    return near ? fmt::format("did you mean '{}'? Else {}", *near, define) : define;
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
    for (const Node* list :
         {&member_of(member_of(service, "develop"), "watch"), &member_of(own, "watch")}) {
      for (const Node& rule : list->items) {
        const std::string action = text_of(rule, "action");
        if (action.starts_with("sync") && text_of(rule, "target").empty()) {
          return wrong(rule.at, fmt::format("the watch action '{}' needs 'target'", action));
        }
        if (action == "sync+exec" && rule.find("exec") == nullptr) {
          return wrong(rule.at, "the watch action 'sync+exec' needs 'exec'");
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

  const Node& services_;
  std::vector<std::string> networks_;
  std::vector<std::string> volumes_;
  const DisabledServices& disabled_;
  std::set<std::string, std::less<>> known_services_;
  std::set<std::string, std::less<>> known_networks_;
  std::set<std::string, std::less<>> known_volumes_;
  std::map<std::string, std::string> container_names_;
  std::string name_;  // of the service at hand
};

}  // namespace

Result<void> check_complete(const Node& file, const Shape& shape) {
  return check_shape(file, shape, Path{});
}

Result<void> check_references(const Node& file, const DisabledServices& disabled) {
  for (const Entry& volume : member_of(file, "volumes").entries) {
    const Node* driver = volume.value.find("driver");
    if (driver != nullptr && flag_of(volume.value, "external")) {
      return invalid(
          driver->at,
          fmt::format("volume '{}': 'external' and 'driver' exclude each other", volume.key));
    }
  }
  return ReferenceCheck{file, disabled}.check();
}

}  // namespace voicehub::compose
