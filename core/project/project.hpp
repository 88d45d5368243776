#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/project/service.hpp"

namespace voicehub {

// What becomes of containers whose service has left the file: COMPOSE_REMOVE_ORPHANS and
// COMPOSE_IGNORE_ORPHANS say it.
enum class OrphanPolicy { tell, ignore, remove };

// One project file (or several, merged), as plain immutable data. Nothing in it has been looked up.
struct Project {
  std::string name;
  HostPath directory;           // where relative paths start
  std::vector<HostPath> files;  // absolute, in the order of merging
  // Whose variables the project takes, absolute: env_file, --env-file, .env. Some may not exist.
  std::vector<HostPath> variable_files;
  std::map<std::string, Service> services;
  std::map<std::string, Network> networks;  // those that a service uses
  std::map<std::string, Volume> volumes;    // those that a service uses
  // services that no active profile switches on, with their profiles
  std::map<std::string, std::vector<std::string>> disabled;
  OrphanPolicy orphans = OrphanPolicy::tell;
  std::vector<std::string> notes;  // what the user should know: "`version` is obsolete and ignored"
};

// Whether the file has the service, switched on or not. Containers of others are orphans.
[[nodiscard]] bool knows_service(const Project& project, const std::string& name);

// The service that `name` means: a service name or a container_name. An unknown name is not_found,
// with the nearest.
[[nodiscard]] Result<const Service*> find_service(const Project& project, std::string_view name);

// All named services, in file order of names; all services when none is named.
[[nodiscard]] Result<std::vector<const Service*>> select_services(
    const Project& project, const std::vector<std::string>& names);

// The one service meant by a verb that works on one: `name`, or the only service, or the only
// engine.
[[nodiscard]] Result<const Service*> single_service(const Project& project,
                                                    const std::string& name);

// `selected` and everything they depend on, dependencies first. A cycle is invalid_project.
[[nodiscard]] Result<std::vector<const Service*>> with_dependencies(
    const Project& project, const std::vector<const Service*>& selected);

// Services that depend on each other in a ring, first and last the same; empty without one. A
// loaded project has none.
[[nodiscard]] std::vector<std::string> dependency_cycle(const Project& project);

// <project>-<service>-<number>, or the container_name.
[[nodiscard]] std::string container_name(const Project& project,
                                         const Service& service,
                                         int number);

}  // namespace voicehub
