#include "core/compose/change_service.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/compose/env_file.hpp"
#include "core/compose/resolve_paths.hpp"
#include "core/compose/shell_words.hpp"
#include "core/compose/short_forms.hpp"
#include "core/compose/to_parts.hpp"

namespace voicehub::compose {
namespace {

std::unexpected<Error> wrong(std::string_view flag, std::string_view what, std::string hint = {}) {
  return make_error(ErrorCode::usage, fmt::format("{}: {}", flag, what), std::move(hint));
}

// KEY and VALUE; a VALUE only where there is a '='.
std::pair<std::string, std::optional<std::string>> pair_of(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) {
    return {text, std::nullopt};
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Result<void> add_environment(Service& service,
                             const ServiceChanges& changes,
                             const FileSystem& files,
                             const ChangeContext& context) {
  const Lookup outer = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = context.environment.find(name);
    return found == context.environment.end() ? std::nullopt : std::optional{found->second};
  };
  Environment from_files;
  for (const std::string& name : changes.env_files) {
    VH_TRY(std::string text, files.read(resolve(context.directory, name)));
    Notes ignored;
    VH_TRY(from_files,
           parse_env_file({std::move(text), name}, outer, std::move(from_files), ignored));
  }
  for (auto& [key, value] : from_files) {
    service.environment[key] = std::move(value);
  }
  for (const std::string& text : changes.environment) {
    auto [key, value] = pair_of(text);
    if (key.empty()) {
      return wrong("--env", fmt::format("'{}' names no variable", text), "write KEY=VALUE");
    }
    value = value ? std::move(value) : outer(key);
    if (value) {
      service.environment[key] = std::move(value);
    } else {
      service.environment.erase(key);
    }
  }
  return done();
}

Node list_of(const std::vector<std::string>& texts) {
  Node list = make_list({});
  for (const std::string& text : texts) {
    list.items.push_back(make_text(text, {}));
  }
  return list;
}

Result<void> add_ports(Service& service, const ServiceChanges& changes) {
  if (!changes.service_ports) {
    service.ports.clear();
  }
  Node ports = list_of(changes.ports);
  Notes ignored;
  if (auto outcome = short_forms::ports(ports, ignored); !outcome) {
    return wrong("--publish", outcome.error().what, outcome.error().hint);
  }
  Node node = make_map({});
  node.set("ports", std::move(ports));
  VH_TRY(const std::vector<Port> added, to_ports(node, service.name));
  service.ports.insert(service.ports.end(), added.begin(), added.end());
  return done();
}

// What is mounted at the same place is replaced.
Result<void> add_volumes(Service& service,
                         const ServiceChanges& changes,
                         const ChangeContext& context) {
  Node volumes = list_of(changes.volumes);
  Notes ignored;
  if (auto outcome = short_forms::volumes(volumes, ignored); !outcome) {
    return wrong("--volume", outcome.error().what, outcome.error().hint);
  }
  Node node = make_map({});
  node.set("volumes", std::move(volumes));
  Node services = make_map({});
  services.set(service.name, std::move(node));
  Node file = make_map({});
  file.set("services", std::move(services));
  const auto home = context.environment.find("HOME");
  resolve_paths(file, context.directory, home == context.environment.end() ? "" : home->second);
  VH_TRY(std::vector<Mount> added,
         to_mounts(*file.find("services")->find(service.name), service.name));
  for (Mount& mount : added) {
    if (!mount.target.text.starts_with('/')) {
      return wrong("--volume",
                   fmt::format("the target '{}' is not absolute", mount.target.text),
                   "write SOURCE:/TARGET");
    }
    std::erase_if(service.mounts, [&](const Mount& other) { return other.target == mount.target; });
    service.mounts.push_back(std::move(mount));
  }
  return done();
}

// A capability is either added or dropped; the command line has the last word.
void add_capabilities(Service& service, const ServiceChanges& changes) {
  for (const std::string& capability : changes.cap_add) {
    std::erase(service.cap_drop, capability);
    service.cap_add.push_back(capability);
  }
  for (const std::string& capability : changes.cap_drop) {
    std::erase(service.cap_add, capability);
    service.cap_drop.push_back(capability);
  }
}

Result<void> change_command(Service& service, const ServiceChanges& changes) {
  if (!changes.command.empty()) {
    service.command = changes.command;
  }
  if (!changes.entrypoint) {
    return done();
  }
  auto words = split_shell_words(*changes.entrypoint);
  if (!words) {
    return wrong("--entrypoint", fmt::format("'{}' has an open quote", *changes.entrypoint));
  }
  service.entrypoint = std::move(words->words);
  // The command of the file, or of the image, is for the entrypoint that is replaced.
  if (changes.command.empty()) {
    service.command = std::vector<std::string>{};
  }
  return done();
}

}  // namespace

Result<Service> changed_service(Service service,
                                const ServiceChanges& changes,
                                const FileSystem& files,
                                const ChangeContext& context) {
  service.replicas = 1;
  service.restart = {};
  if (!changes.user.empty()) {
    service.user = changes.user;
  }
  if (!changes.working_dir.empty()) {
    service.working_dir = changes.working_dir;
  }
  VH_CHECK(change_command(service, changes));
  VH_CHECK(add_environment(service, changes, files, context));
  VH_CHECK(add_ports(service, changes));
  VH_CHECK(add_volumes(service, changes, context));
  add_capabilities(service, changes);
  for (const std::string& text : changes.labels) {
    auto [key, value] = pair_of(text);
    service.labels[key] = value.value_or("");
  }
  return service;
}

}  // namespace voicehub::compose
