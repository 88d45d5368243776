#include "core/watch/rules.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voicehub::watch {
namespace {

Action action_of(WatchAction action) {
  switch (action) {
    case WatchAction::sync: return Action::sync;
    case WatchAction::restart: return Action::restart;
    case WatchAction::sync_restart: return Action::sync_restart;
    case WatchAction::sync_exec: return Action::sync_exec;
    case WatchAction::rebuild: return Action::rebuild;
  }
  return Action::restart;
}

void add_own(const Service& service,
             const std::vector<WatchRule>& own,
             std::string_view reason,
             std::vector<Rule>& rules) {
  for (const WatchRule& rule : own) {
    rules.push_back({.service = service.name,
                     .action = action_of(rule.action),
                     .path = rule.path,
                     .reason = std::string{reason},
                     .automatic = false,
                     .target = rule.target,
                     .ignore = rule.ignore,
                     .include = rule.include,
                     .exec = rule.exec,
                     .initial_sync = rule.initial_sync});
  }
}

bool is_watched(const Mount& mount) {
  return mount.kind == MountKind::bind && classify(mount).role == MountRole::source;
}

// What is mounted hides what was built in.
bool is_mounted(const Service& service, const HostPath& path) {
  return std::ranges::any_of(service.mounts, [&](const Mount& mount) {
    return is_watched(mount) && is_inside(path.text, mount.source.text);
  });
}

// Below a mounted folder: what other mounts put there is not what the container sees of it, and
// what others of the host's folders lie in it has a role of its own.
std::vector<std::string> hidden_inside(const Service& service, const Mount& mount) {
  std::vector<std::string> hidden;
  for (const Mount& other : service.mounts) {
    if (other.target != mount.target && is_inside(other.target.text, mount.target.text)) {
      hidden.push_back(other.target.text.substr(mount.target.text.size() + 1));
    }
    if (other.kind == MountKind::bind && other.source != mount.source && !is_watched(other) &&
        is_inside(other.source.text, mount.source.text)) {
      hidden.push_back(shown(other.source, mount.source));
    }
  }
  return hidden;
}

void add_service(const Service& service,
                 const std::map<std::string, std::vector<BuildInputRule>>& build_inputs,
                 std::vector<Rule>& rules) {
  if (const auto& own = service.x_voicehub.watch) {
    add_own(service, *own, "x-voicehub.watch", rules);
    return;
  }
  add_own(service, service.watch, "develop.watch", rules);
  for (const Mount& mount : service.mounts) {
    if (is_watched(mount)) {
      rules.push_back({.service = service.name,
                       .action = Action::restart,
                       .path = mount.source,
                       .reason = fmt::format("source mount at {}", mount.target.text),
                       .ignore = hidden_inside(service, mount)});
    }
  }
  const auto inputs = build_inputs.find(service.name);
  if (inputs != build_inputs.end()) {
    for (const BuildInputRule& input : inputs->second) {
      if (is_mounted(service, input.path)) {
        continue;
      }
      rules.push_back({.service = service.name,
                       .action = Action::rebuild,
                       .path = input.path,
                       .reason = input.reason});
    }
  }
}

}  // namespace

std::string_view to_text(Action action) {
  switch (action) {
    case Action::sync: return "sync";
    case Action::sync_exec: return "sync+exec";
    case Action::restart: return "restart";
    case Action::sync_restart: return "sync+restart";
    case Action::rebuild: return "rebuild";
    case Action::apply: return "apply";
  }
  return "restart";
}

std::vector<Rule> rules_for(
    const Project& project,
    const std::vector<const Service*>& services,
    const std::map<std::string, std::vector<BuildInputRule>>& build_inputs) {
  std::vector<Rule> rules;
  for (const Service* service : services) {
    add_service(*service, build_inputs, rules);
  }
  for (const HostPath& file : project.files) {
    rules.push_back({.action = Action::apply, .path = file, .reason = "project file"});
  }
  for (const HostPath& file : project.variable_files) {
    rules.push_back({.action = Action::apply, .path = file, .reason = "variables of the project"});
  }
  return rules;
}

std::vector<Unwatched> unwatched_mounts(const Project& project,
                                        const std::vector<const Service*>& services) {
  std::vector<Unwatched> unwatched;
  for (const Service* service : services) {
    for (const Mount& mount : service->mounts) {
      if (mount.kind != MountKind::bind || is_watched(mount) || service->x_voicehub.watch) {
        continue;
      }
      const MountClass role = classify(mount);
      unwatched.push_back(
          {.service = service->name,
           .mount =
               fmt::format("{} → {}", shown(mount.source, project.directory), mount.target.text),
           .reason = fmt::format("{}: {}", to_text(role.role), role.rule)});
    }
  }
  return unwatched;
}

}  // namespace voicehub::watch
