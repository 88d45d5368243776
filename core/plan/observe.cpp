#include "core/plan/observe.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/docker/abandoned.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/host_facts.hpp"
#include "core/reload/layout.hpp"

namespace voicehub::plan {
namespace {

int number_of(const docker::ContainerSummary& container) {
  const std::string text = container.label(std::string{label::kNumber});
  int number = 1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool is_ours(const Project& project, const docker::ContainerSummary& container) {
  return container.label(std::string{label::kProject}) == project.name &&
         container.labels.contains(std::string{label::kConfigHash});
}

bool asks_for_gpu(const Project& project) {
  return std::ranges::any_of(project.services, [](const auto& entry) {
    const Service& service = entry.second;
    return service.runtime == "nvidia" ||
           std::ranges::any_of(service.resources.devices, &DeviceRequest::is_gpu);
  });
}

// What a plan needs of a container beyond the list: its environment to explain a difference, its
// process to stop it.
bool needs_details(const Project& project,
                   const std::vector<ObservedContainer>& containers,
                   const ObservedContainer& container,
                   Goal goal) {
  if (goal != Goal::start && container.running()) {
    return true;
  }
  const auto service = project.services.find(container.service);
  if (service == project.services.end()) {
    return false;
  }
  const auto spec = container_spec(
      project, service->second, context_of(service->second, container.number, containers));
  return !is_made_of(container.summary, service->second, spec);
}

// Present ones by name. One that does not exist is no failure; anything else is.
template <typename T>
Task<std::map<std::string, T>> find_all(std::set<std::string> names,
                                        std::function<Task<T>(std::string)> find) {
  std::vector<Task<T>> tasks;
  for (const std::string& name : names) {
    tasks.push_back(find(name));
  }
  std::vector<Result<T>> results = co_await run_all(std::move(tasks));
  std::map<std::string, T> found;
  auto result = results.begin();
  for (const std::string& name : names) {
    if (*result) {
      found.emplace(name, std::move(**result));
    } else if (result->error().code != ErrorCode::not_found) {
      co_return std::unexpected(result->error());
    }
    ++result;
  }
  co_return found;
}

enum class OneOffs { no, yes };

std::vector<ObservedContainer> observed_containers(const std::string& project_name,
                                                   std::vector<docker::ContainerSummary> listed,
                                                   OneOffs wanted) {
  std::vector<ObservedContainer> containers;
  for (docker::ContainerSummary& summary : listed) {
    // An image's labels end up on its containers, so the project label alone does not make a
    // container ours.
    const bool ours = summary.label(std::string{label::kProject}) == project_name &&
                      summary.labels.contains(std::string{label::kConfigHash});
    const bool one_off = summary.label(std::string{label::kOneOff}) == "True";
    if (!ours || one_off != (wanted == OneOffs::yes)) {
      continue;
    }
    ObservedContainer container{.service = summary.label(std::string{label::kService}),
                                .number = number_of(summary)};
    container.summary = std::move(summary);
    containers.push_back(std::move(container));
  }
  std::ranges::sort(containers, {}, [](const ObservedContainer& container) {
    return std::tuple{container.service, container.number, container.summary.name()};
  });
  return containers;
}

class Observer {
 public:
  Observer(docker::Api& docker,
           const FileSystem& files,
           const Project& project,
           ReconcileOptions options)
      : docker_{docker}, files_{files}, project_{project}, options_{std::move(options)} {}

  Task<ObservedState> look() {
    const std::string filter = std::string{label::kProject} + "=" + project_.name;
    VH_CO_TRY(auto listed, co_await docker_.list_containers({filter}));
    state_.one_offs = one_off_containers(project_.name, listed);
    state_.containers = project_containers(project_.name, std::move(listed));
    if (is_settled(project_, state_.containers, options_)) {
      co_return std::move(state_);
    }
    std::vector<Task<void>> looks;
    looks.push_back(look_at_others());
    looks.push_back(look_at_networks());
    looks.push_back(look_at_volumes());
    looks.push_back(look_at_images());
    looks.push_back(look_at_containers());
    looks.push_back(look_at_engine());
    if (asks_for_gpu(project_)) {
      looks.push_back(look_at_system());
    }
    for (const Result<void>& result : co_await run_all(std::move(looks))) {
      VH_CO_CHECK(result);
    }
    if (!options_.remote) {
      look_at_host();
      VH_CO_CHECK(co_await look_into_images());
    }
    co_return std::move(state_);
  }

 private:
  Task<void> look_at_others() {
    VH_CO_TRY(auto listed, co_await docker_.list_containers({}));
    std::erase_if(listed, [&](const docker::ContainerSummary& container) {
      return is_ours(project_, container);
    });
    state_.others = std::move(listed);
    co_return done();
  }

  Task<void> look_at_networks() {
    VH_CO_TRY(auto listed, co_await docker_.list_networks({}));
    for (docker::NetworkDetails& network : listed) {
      const bool named = std::ranges::any_of(
          project_.networks, [&](const auto& entry) { return entry.second.name == network.name; });
      if (named) {
        state_.networks.emplace(network.name, std::move(network));
      }
    }
    co_return done();
  }

  Task<void> look_at_volumes() {
    std::set<std::string> names;
    for (const auto& [key, volume] : project_.volumes) {
      names.insert(volume.name);
    }
    std::vector<std::string> filters = of_project(project_.name);
    filters.push_back(fmt::format("{}={}", docker::kRoleLabel, reload::kVolumeRole));
    VH_CO_TRY(const auto agents, co_await docker_.list_volumes(filters));
    for (const docker::VolumeDetails& volume : agents) {
      state_.agent_volumes.insert(volume.name);
    }
    VH_CO_TRY(state_.volumes,
              co_await find_all<docker::VolumeDetails>(names, [this](std::string name) {
                return docker_.inspect_volume(std::move(name));
              }));
    co_return done();
  }

  Task<void> look_at_images() {
    std::set<std::string> references;
    for (const auto& [name, service] : project_.services) {
      references.insert(service.image);
      for (const Mount& mount : service.mounts) {
        if (mount.kind == MountKind::image) {
          references.insert(mount.image);
        }
      }
    }
    VH_CO_TRY(state_.images,
              co_await find_all<docker::ImageDetails>(references, [this](std::string reference) {
                return docker_.inspect_image(std::move(reference));
              }));
    co_return done();
  }

  Task<void> look_at_containers() {
    std::vector<ObservedContainer*> wanted;
    std::vector<Task<docker::ContainerDetails>> tasks;
    for (ObservedContainer& container : state_.containers) {
      if (needs_details(project_, state_.containers, container, options_.goal)) {
        wanted.push_back(&container);
        tasks.push_back(docker_.inspect_container(container.summary.id));
      }
    }
    auto results = co_await run_all(std::move(tasks));
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (!results[i]) {
        co_return std::unexpected(results[i].error());
      }
      ObservedContainer& container = *wanted[i];
      container.details = std::move(*results[i]);
      // With an init as PID 1 the signal reaches a process that the kernel does not protect.
      if (!options_.remote && container.details->state.running && !container.details->init) {
        container.ignores_sigterm =
            ignores_sigterm(container.details->state.pid, container.summary.id.text);
      }
    }
    co_return done();
  }

  Task<void> look_at_engine() {
    VH_CO_TRY(state_.engine, co_await docker_.version());
    co_return done();
  }

  Task<void> look_at_system() {
    VH_CO_TRY(state_.system, co_await docker_.info());
    co_return done();
  }

  void look_at_host() {
    for (const auto& [name, service] : project_.services) {
      for (const Mount& mount : service.mounts) {
        if (mount.kind == MountKind::bind) {
          const auto status = files_.status(mount.source);
          state_.bind_sources[mount.source.text].type =
              status ? std::optional{status->type} : std::nullopt;
        }
      }
      for (const Port& port : service.ports) {
        if (!is_published_by_container(port)) {
          if (auto holder = port_holder(port)) {
            const std::string address = port.host_address.empty() ? "" : port.host_address + ":";
            state_.busy_ports[address + port.published + "/" + port.protocol] = std::move(*holder);
          }
        }
      }
    }
  }

  [[nodiscard]] bool is_published_by_container(const Port& port) const {
    const auto publishes = [&](const docker::ContainerSummary& container) {
      return std::ranges::any_of(container.ports, [&](const docker::PublishedPort& held) {
        return std::to_string(held.published) == port.published && held.protocol == port.protocol;
      });
    };
    return std::ranges::any_of(state_.others, publishes) ||
           std::ranges::any_of(state_.containers, [&](const ObservedContainer& container) {
             return publishes(container.summary);
           });
  }

  // Only for sources that are missing, or are a folder where a file name stands: what the image has
  // there tells what was meant.
  Task<void> look_into_images() {
    for (const auto& [name, service] : project_.services) {
      for (const Mount& mount : service.mounts) {
        const auto source = state_.bind_sources.find(mount.source.text);
        if (mount.kind != MountKind::bind || source == state_.bind_sources.end()) {
          continue;
        }
        const bool dubious = !source->second.type || (*source->second.type == FileType::folder &&
                                                      file_name(mount.target.text).contains('.'));
        if (dubious && !options_.dry_run && state_.images.contains(service.image)) {
          VH_CO_TRY(source->second.image_has_file,
                    co_await image_has_file(service.image, mount.target));
        }
      }
    }
    co_return done();
  }

  // An image can only be looked into through a container of it; this one is never started.
  Task<std::optional<bool>> image_has_file(std::string image, ContainerPath path) {
    docker::ContainerSpec spec{.image = std::move(image), .command = std::vector<std::string>{"-"}};
    VH_CO_TRY(const docker::ContainerId id, co_await docker_.create_container("", std::move(spec)));
    const auto found = co_await docker_.stat_path(id, path);
    VH_CO_CHECK(co_await docker_.remove_container(id, {.force = true, .anonymous_volumes = true}));
    if (!found) {
      co_return found.error().code == ErrorCode::not_found ? std::optional{false} : std::nullopt;
    }
    co_return std::optional{!found->folder};
  }

  docker::Api& docker_;
  const FileSystem& files_;
  const Project& project_;
  ReconcileOptions options_;
  ObservedState state_;
};

}  // namespace

std::vector<ObservedContainer> project_containers(const std::string& project_name,
                                                  std::vector<docker::ContainerSummary> listed) {
  return observed_containers(project_name, std::move(listed), OneOffs::no);
}

std::vector<ObservedContainer> one_off_containers(const std::string& project_name,
                                                  std::vector<docker::ContainerSummary> listed) {
  return observed_containers(project_name, std::move(listed), OneOffs::yes);
}

Task<ObservedState> observe(docker::Api& docker,
                            const FileSystem& files,
                            const Project& project,
                            ReconcileOptions options) {
  Observer observer{docker, files, project, std::move(options)};
  co_return co_await observer.look();
}

}  // namespace voicehub::plan
