#include "core/ops/ls.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/observe.hpp"

namespace voicehub::ops {
namespace {

namespace label = plan::label;

std::string labelled(const docker::Labels& labels, std::string_view key) {
  const auto found = labels.find(std::string{key});
  return found == labels.end() ? std::string{} : found->second;
}

// What the daemon lists when it is not asked for all.
bool is_running(const docker::ContainerSummary& container) {
  return container.state == "running" || container.state == "paused" ||
         container.state == "restarting";
}

Result<std::vector<std::regex>> compiled(const std::vector<std::string>& patterns) {
  std::vector<std::regex> all;
  for (const std::string& pattern : patterns) {
    try {
      all.emplace_back(pattern);
    } catch (const std::regex_error&) {
      return make_error(ErrorCode::usage,
                        fmt::format("'{}' is not a regular expression", pattern),
                        "--filter name=^voice");
    }
  }
  return all;
}

void add_files(ProjectSummary& project, const std::string& files) {
  for (const std::string& file : split(files, ',')) {
    if (!file.empty() &&
        std::ranges::find(project.config_files, file) == project.config_files.end()) {
      project.config_files.push_back(file);
    }
  }
}

// "db:service_healthy:false,cache:service_started:true"
void add_dependencies(Service& service, const std::string& text) {
  for (const std::string& entry : split(text, ',')) {
    const std::string name = entry.substr(0, entry.find(':'));
    if (!name.empty()) {
      service.depends_on[name];
    }
  }
}

void add_services(Project& project, const std::vector<plan::ObservedContainer>& containers) {
  for (const plan::ObservedContainer& container : containers) {
    Service& service = project.services[container.service];
    service.name = container.service;
    service.image = container.summary.image;
    service.replicas = std::max(service.replicas, container.number);
    add_dependencies(service, container.summary.label(std::string{label::kDependsOn}));
    const std::string files = container.summary.label(std::string{label::kConfigFiles});
    const std::string folder = container.summary.label(std::string{label::kWorkingDir});
    if (project.files.empty() && !files.empty()) {
      for (const std::string& file : split(files, ',')) {
        project.files.push_back({file});
      }
      project.directory = {folder};
    }
  }
  for (auto& [name, service] : project.services) {
    std::erase_if(service.depends_on,
                  [&](const auto& entry) { return !project.services.contains(entry.first); });
  }
}

Task<void> add_resources(Session& session, Project& project) {
  const std::vector<std::string> filters = plan::of_project(project.name);
  VH_CO_TRY(const auto networks, co_await session.docker.list_networks(filters));
  for (const docker::NetworkDetails& network : networks) {
    const std::string key = labelled(network.labels, label::kNetwork);
    project.networks[key.empty() ? network.name : key] = {
        .key = key, .name = network.name, .driver = network.driver};
  }
  VH_CO_TRY(const auto volumes, co_await session.docker.list_volumes(filters));
  for (const docker::VolumeDetails& volume : volumes) {
    // Those of `voicehub dev` have no key: they go with their container.
    const std::string key = labelled(volume.labels, label::kVolume);
    if (!key.empty()) {
      project.volumes[key] = {.key = key, .name = volume.name, .driver = volume.driver};
    }
  }
  co_return done();
}

std::unexpected<Error> no_such_project(const std::string& name,
                                       const std::vector<docker::ContainerSummary>& containers) {
  std::set<std::string> names;
  for (const docker::ContainerSummary& container : containers) {
    names.insert(container.label(std::string{label::kProject}));
  }
  const std::vector<std::string> known{names.begin(), names.end()};
  return make_error(ErrorCode::not_found,
                    fmt::format("the Docker Engine has nothing of a project '{}'", name),
                    known.empty() ? "voicehub ls --all" : did_you_mean(name, known, "projects"));
}

}  // namespace

std::string ProjectSummary::status() const {
  std::vector<std::string> parts;
  parts.reserve(states.size());
  for (const auto& [state, count] : states) {
    parts.push_back(fmt::format("{}({})", state, count));
  }
  return join(parts, ", ");
}

Result<std::vector<ProjectSummary>> projects_of(
    const std::vector<docker::ContainerSummary>& containers, const ProjectsOptions& options) {
  VH_TRY(const std::vector<std::regex> patterns, compiled(options.name_patterns));
  std::map<std::string, ProjectSummary> projects;
  for (const docker::ContainerSummary& container : containers) {
    const std::string name = container.label(std::string{label::kProject});
    // An image's labels end up on its containers: the project's name alone makes none its own.
    const bool belongs =
        !name.empty() && container.labels.contains(std::string{label::kConfigHash});
    const bool matches =
        patterns.empty() || std::ranges::any_of(patterns, [&](const std::regex& pattern) {
          return std::regex_search(name, pattern);
        });
    if (!belongs || !matches || (!options.all && !is_running(container))) {
      continue;
    }
    ProjectSummary& project = projects[name];
    project.name = name;
    ++project.states[container.state];
    add_files(project, container.label(std::string{label::kConfigFiles}));
  }
  std::vector<ProjectSummary> sorted;
  sorted.reserve(projects.size());
  for (auto& [name, project] : projects) {
    sorted.push_back(std::move(project));
  }
  return sorted;
}

Task<std::vector<ProjectSummary>> projects(Session& session, ProjectsOptions options) {
  VH_CO_TRY(const auto containers,
            co_await session.docker.list_containers({std::string{label::kProject}}));
  co_return projects_of(containers, options);
}

Task<Project> project_by_labels(Session& session, std::string name) {
  VH_CO_TRY(auto all, co_await session.docker.list_containers({std::string{label::kProject}}));
  Project project{.name = name};
  add_services(project, plan::project_containers(name, all));
  VH_CO_CHECK(co_await add_resources(session, project));
  if (project.services.empty() && project.networks.empty() && project.volumes.empty()) {
    co_return no_such_project(name, all);
  }
  co_return project;
}

}  // namespace voicehub::ops
