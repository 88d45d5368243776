#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/paths.hpp"
#include "core/project/project.hpp"

namespace voicehub::watch {

// What an edit does to a service. Later ones do more than earlier ones.
enum class Action { sync, sync_exec, restart, sync_restart, rebuild, apply };

[[nodiscard]] std::string_view to_text(Action action);  // "sync+restart", as in a Compose file

// What to do when something below a path changes.
struct Rule {
  std::string service;  // empty: the whole project
  Action action = Action::restart;
  HostPath path;
  std::string reason;               // for people: "source mount at /app/server.py", "develop.watch"
  bool automatic = true;            // found by voicehub; a rule of the file's own comes before it
  ContainerPath target;             // sync: where the file goes
  std::vector<std::string> ignore;  // in .dockerignore's syntax, relative to `path`
  std::vector<std::string> include;  // the same; empty: everything
  Hook exec;                         // sync_exec
  bool initial_sync = false;
};

// Files that an image is built from, by service.
struct BuildInputRule {
  HostPath path;
  std::string reason;  // "Dockerfile", "COPY requirements.txt"
};

// What `voicehub dev` watches for the services: the file's own rules (x-voicehub.watch, else
// develop.watch and what is found by itself: mounts whose role is source, build inputs), and the
// project's files. Pure.
[[nodiscard]] std::vector<Rule> rules_for(
    const Project& project,
    const std::vector<const Service*>& services,
    const std::map<std::string, std::vector<BuildInputRule>>& build_inputs);

// A mount that is not watched, and why, for people.
struct Unwatched {
  std::string service;
  std::string mount;   // "./logs → /app/logs"
  std::string reason;  // "log: its name is logs"
};

[[nodiscard]] std::vector<Unwatched> unwatched_mounts(const Project& project,
                                                      const std::vector<const Service*>& services);

}  // namespace voicehub::watch
