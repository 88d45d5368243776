#include "core/project/project.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub {
namespace {

std::vector<std::string> names_of(const Project& project) {
  std::vector<std::string> names;
  for (const auto& [name, service] : project.services) {
    names.push_back(name);
    if (!service.container_name.empty() && service.container_name != name) {
      names.push_back(service.container_name);
    }
  }
  return names;
}

// Walks the dependencies without recursion: a chain of services may be long.
class DependencyWalk {
 public:
  explicit DependencyWalk(const Project& project) : project_{project} {}

  // False when the walk met a cycle.
  bool add(const Service& start) {
    enter(start);
    while (!open_.empty()) {
      Frame& frame = open_.back();
      if (frame.next == frame.service->depends_on.end()) {
        leave();
        continue;
      }
      const auto found = project_.services.find((frame.next++)->first);
      if (found == project_.services.end() || done_.contains(found->first)) {
        continue;
      }
      if (entered_.contains(found->first)) {
        note_cycle(found->second);
        return false;
      }
      enter(found->second);
    }
    return true;
  }

  // Dependencies first.
  [[nodiscard]] std::vector<const Service*> take_order() { return std::move(order_); }

  // a, b, a; empty without a cycle
  [[nodiscard]] const std::vector<std::string>& cycle() const { return cycle_; }

 private:
  struct Frame {
    const Service* service;
    std::map<std::string, Dependency>::const_iterator next;
  };

  void enter(const Service& service) {
    if (!done_.contains(service.name)) {
      entered_.insert(service.name);
      open_.push_back({&service, service.depends_on.begin()});
    }
  }

  void leave() {
    const Service* service = open_.back().service;
    open_.pop_back();
    done_.insert(service->name);
    order_.push_back(service);
  }

  void note_cycle(const Service& again) {
    const auto first =
        std::ranges::find(open_, &again, [](const Frame& frame) { return frame.service; });
    for (auto frame = first; frame != open_.end(); ++frame) {
      cycle_.push_back(frame->service->name);
    }
    cycle_.push_back(again.name);
  }

  const Project& project_;
  std::vector<Frame> open_;
  std::set<std::string> entered_;
  std::set<std::string> done_;
  std::vector<const Service*> order_;
  std::vector<std::string> cycle_;
};

}  // namespace

bool knows_service(const Project& project, const std::string& name) {
  return project.services.contains(name) || project.disabled.contains(name);
}

Result<const Service*> find_service(const Project& project, std::string_view name) {
  const std::string key{name};
  if (const auto found = project.services.find(key); found != project.services.end()) {
    return &found->second;
  }
  for (const auto& [service_name, service] : project.services) {
    if (service.container_name == name) {
      return &service;
    }
  }
  if (const auto off = project.disabled.find(key); off != project.disabled.end()) {
    return make_error(ErrorCode::not_found,
                      fmt::format("service '{}' is switched off: no active profile names it", name),
                      fmt::format("add --profile {}", off->second.front()));
  }
  return make_error(ErrorCode::not_found,
                    fmt::format("no service '{}' in project '{}'", name, project.name),
                    did_you_mean(name, names_of(project), "services"));
}

Result<std::vector<const Service*>> select_services(const Project& project,
                                                    const std::vector<std::string>& names) {
  std::set<std::string> selected;
  for (const std::string& name : names) {
    VH_TRY(const Service* service, find_service(project, name));
    selected.insert(service->name);
  }
  std::vector<const Service*> services;
  for (const auto& [name, service] : project.services) {
    if (names.empty() || selected.contains(name)) {
      services.push_back(&service);
    }
  }
  return services;
}

Result<const Service*> single_service(const Project& project, const std::string& name) {
  if (!name.empty()) {
    return find_service(project, name);
  }
  if (project.services.size() == 1) {
    return &project.services.begin()->second;
  }
  std::vector<std::string> all;
  std::vector<const Service*> engines;
  for (const auto& [service_name, service] : project.services) {
    all.push_back(service_name);
    if (service.x_voicehub.engine) {
      engines.push_back(&service);
    }
  }
  if (engines.size() == 1) {
    return engines.front();
  }
  if (all.empty()) {
    return make_error(ErrorCode::usage, fmt::format("project '{}' has no service", project.name));
  }
  return make_error(ErrorCode::usage,
                    fmt::format("project '{}' has several services", project.name),
                    fmt::format("say which: {}", join(all, ", ")));
}

std::vector<std::string> dependency_cycle(const Project& project) {
  DependencyWalk walk{project};
  for (const auto& [name, service] : project.services) {
    if (!walk.add(service)) {
      break;
    }
  }
  return walk.cycle();
}

Result<std::vector<const Service*>> with_dependencies(const Project& project,
                                                      const std::vector<const Service*>& selected) {
  DependencyWalk walk{project};
  for (const Service* service : selected) {
    if (!walk.add(*service)) {
      return make_error(
          ErrorCode::invalid_project,
          fmt::format("services depend on each other: {}", join(walk.cycle(), " -> ")));
    }
  }
  return walk.take_order();
}

std::string container_name(const Project& project, const Service& service, int number) {
  return service.container_name.empty()
             ? fmt::format("{}-{}-{}", project.name, service.name, number)
             : service.container_name;
}

}  // namespace voicehub
