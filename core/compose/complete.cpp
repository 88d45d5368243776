#include "core/compose/complete.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/compose/env_file.hpp"
#include "core/compose/reader.hpp"

namespace voicehub::compose {
namespace {

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
    VH_TRY(variables, parse_env_file(file, lookup, std::move(variables), notes));
  }
  return variables;
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
  if (service.find("environment") == nullptr && !from_files.empty()) {
    service.set("environment", make_map(service.at));
  }
  Node* environment = service.find("environment");
  if (environment == nullptr) {
    return;
  }
  inherit_values(*environment, lookup);
  std::set<std::string> own;
  for (const Entry& entry : environment->entries) {
    own.insert(entry.key);
  }
  for (const auto& [key, value] : from_files) {
    if (!own.contains(key)) {
      const Origin at = environment->at;
      environment->entries.push_back({key, at, make_text(value, at)});
    }
  }
}

bool has_networks(const Node& service) {
  return !member_of(service, "networks").entries.empty();
}

void add_default_network(Node& service) {
  if (service.find("network_mode") != nullptr || has_networks(service)) {
    return;
  }
  Node networks = make_map(service.at);
  networks.set("default", {.at = service.at});
  service.set("networks", std::move(networks));
}

void complete_service(Node& service, const HostPath& directory) {
  if (Node* build = service.find("build")) {
    if (build->find("context") == nullptr) {
      build->set("context", make_text(directory.text, build->at));
    }
    if (build->find("dockerfile") == nullptr && build->find("dockerfile_inline") == nullptr) {
      build->set("dockerfile", make_text("Dockerfile", build->at));
    }
  }
  add_default_network(service);
}

// Keeps the entries of `section` that are in `used`, and gives each its full name.
void complete_resources(Node& file,
                        std::string_view section,
                        const std::set<std::string>& used,
                        const std::string& project_name) {
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
  std::erase_if(resources.entries, [&](const Entry& entry) { return !used.contains(entry.key); });
  for (Entry& entry : resources.entries) {
    if (entry.value.is_null()) {
      entry.value = make_map(entry.value.at);
    }
    if (entry.value.find("name") == nullptr) {
      const bool external = flag_of(entry.value, "external");
      std::string name = external ? entry.key : fmt::format("{}_{}", project_name, entry.key);
      entry.value.set("name", make_text(std::move(name), entry.value.at));
    }
  }
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

void complete_defaults(Node& file, const std::string& project_name, const HostPath& directory) {
  std::set<std::string> networks;
  std::set<std::string> volumes;
  if (Node* services = file.find("services")) {
    for (Entry& entry : services->entries) {
      complete_service(entry.value, directory);
      for (const Entry& network : member_of(entry.value, "networks").entries) {
        networks.insert(network.key);
      }
      for (const Node& mount : member_of(entry.value, "volumes").items) {
        if (text_of(mount, "type") == "volume" && mount.find("source") != nullptr) {
          volumes.insert(text_of(mount, "source"));
        }
      }
    }
  }
  complete_resources(file, "networks", networks, project_name);
  complete_resources(file, "volumes", volumes, project_name);
}

}  // namespace voicehub::compose
