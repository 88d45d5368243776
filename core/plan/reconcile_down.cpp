#include <algorithm>

#include <fmt/format.h>

#include "core/plan/container_spec.hpp"
#include "core/plan/orphans.hpp"
#include "core/plan/preflight.hpp"
#include "core/plan/reconcile_steps.hpp"
#include "core/reload/layout.hpp"

namespace voicehub::plan {
namespace {

using Steps = std::vector<std::size_t>;

// Stops dependents before what they depend on; with `remove`, removes containers, and with `down`
// also networks, then volumes.
class DownPlanner {
 public:
  DownPlanner(const Project& desired,
              const ObservedState& observed,
              const ReconcileOptions& options)
      : desired_{desired}, observed_{observed}, options_{options} {}

  Result<Plan> run() {
    VH_TRY(const auto selected, select_services(desired_, options_.services));
    VH_TRY(auto ordered, with_dependencies(desired_, selected));
    if (taking_down() && options_.remove_volumes) {
      for (const auto& [key, volume] : desired_.volumes) {
        if (!volume.external && observed_.volumes.contains(volume.name)) {
          VH_CHECK(check_volume_unused(volume, observed_));
        }
      }
    }
    add_one_offs(selected);
    std::ranges::reverse(ordered);
    for (const Service* service : ordered) {
      if (std::ranges::find(selected, service) != selected.end()) {
        add_service(*service);
      }
    }
    add_orphans();
    // `down SERVICE` takes these services away and leaves what the others share.
    if (taking_down() && options_.services.empty()) {
      add_networks();
      add_volumes();
      add_abandoned_agent_volumes();
    }
    return std::move(plan_);
  }

 private:
  [[nodiscard]] bool removing() const { return options_.goal != Goal::stop; }

  [[nodiscard]] bool taking_down() const { return options_.goal == Goal::down; }

  [[nodiscard]] std::string cause() const {
    switch (options_.goal) {
      case Goal::down: return "asked to take it down";
      case Goal::remove: return "asked to remove it";
      default: return "asked to stop";
    }
  }

  void add_service(const Service& service) {
    Steps after;
    for (const auto& [name, dependent] : desired_.services) {
      if (dependent.depends_on.contains(service.name)) {
        const auto stopped = stopped_.find(name);
        if (stopped != stopped_.end()) {
          after.insert(after.end(), stopped->second.begin(), stopped->second.end());
        }
      }
    }
    for (const ObservedContainer& container : observed_.containers) {
      if (container.service == service.name) {
        add_container(&service, container, after, cause());
      }
    }
  }

  void add_container(const Service* service,
                     const ObservedContainer& container,
                     const Steps& after,
                     const std::string& cause) {
    const std::string subject = service_subject(container.service, container.number);
    const bool runs = container.running() || container.summary.state == "paused";
    if (options_.goal == Goal::remove && runs && !options_.stop_running) {
      plan_.notes.push_back(fmt::format("{} is {} and stays; --stop stops it first",
                                        container.summary.name(),
                                        container.summary.state));
      return;
    }
    Steps stopped = after;
    if (runs) {
      stopped = {add_stop(plan_,
                          service,
                          container,
                          stop_timeout(service, container, observed_, options_),
                          cause,
                          after)};
      stopped_[container.service].push_back(stopped.front());
    }
    if (removing()) {
      removed_.push_back(plan_.add({RemoveContainer{container.summary.id, options_.remove_volumes},
                                    subject,
                                    cause,
                                    stopped}));
      add_agent_volume(container, removed_.back());
    }
  }

  void add_agent_volume(const ObservedContainer& container, std::size_t removed) {
    const std::string volume = container.summary.label(std::string{reload::label::kVolume});
    if (observed_.agent_volumes.contains(volume)) {
      plan_.add({RemoveVolume{volume}, "volume:" + volume, "its container goes", {removed}});
    }
  }

  // Their containers were removed by somebody who knows nothing of them: docker compose down.
  void add_abandoned_agent_volumes() {
    for (const std::string& volume : observed_.agent_volumes) {
      const bool used =
          std::ranges::any_of(observed_.containers, [&](const ObservedContainer& container) {
            return container.summary.label(std::string{reload::label::kVolume}) == volume;
          });
      if (!used) {
        plan_.add({RemoveVolume{volume}, "volume:" + volume, "its container is gone", {}});
      }
    }
  }

  void add_orphans() {
    if (!taking_down()) {
      return;
    }
    if (!remove_orphans()) {
      warn_of_orphans(desired_, observed_, plan_);
      return;
    }
    for (const ObservedContainer* container : orphans_of(desired_, observed_)) {
      add_container(nullptr, *container, {}, "its service is not in the file");
    }
  }

  [[nodiscard]] bool remove_orphans() const {
    return options_.remove_orphans || desired_.orphans == OrphanPolicy::remove;
  }

  // Of `voicehub run`. They would keep the networks in use.
  void add_one_offs(const std::vector<const Service*>& selected) {
    for (const ObservedContainer& container : observed_.one_offs) {
      const auto service = desired_.services.find(container.service);
      const bool known = service != desired_.services.end();
      const bool meant = known ? std::ranges::find(selected, &service->second) != selected.end()
                               : remove_orphans() && !knows_service(desired_, container.service);
      if (!taking_down() || !meant) {
        continue;
      }
      const std::string subject = "container:" + container.summary.name();
      Steps stopped;
      if (container.running() || container.summary.state == "paused") {
        const Service* own = known ? &service->second : nullptr;
        stopped = {plan_.add(
            {StopContainer{container.summary.id, stop_timeout(own, container, observed_, options_)},
             subject,
             "asked to take it down",
             {}})};
        auto& steps = stopped_[container.service];
        steps.insert(steps.end(), stopped.begin(), stopped.end());
      }
      removed_.push_back(plan_.add({RemoveContainer{container.summary.id, true},
                                    subject,
                                    "asked to take it down",
                                    stopped}));
    }
  }

  void add_networks() {
    for (const auto& [key, network] : desired_.networks) {
      if (!network.external && observed_.networks.contains(network.name)) {
        if (is_used_by_others(network.name)) {
          plan_.warnings.push_back(fmt::format(
              "the network '{}' stays: other containers are attached to it", network.name));
          continue;
        }
        plan_.add({RemoveNetwork{network.name},
                   "network:" + network.name,
                   "asked to take it down",
                   removed_});
      }
    }
  }

  [[nodiscard]] bool is_used_by_others(const std::string& network) const {
    const auto attached = [&](const docker::ContainerSummary& container) {
      return container.state == "running" && container.networks.contains(network);
    };
    const bool orphan_stays =
        std::ranges::any_of(observed_.containers, [&](const ObservedContainer& container) {
          const bool orphan = !knows_service(desired_, container.service);
          const bool stays =
              !desired_.services.contains(container.service) && !(orphan && remove_orphans());
          return stays && attached(container.summary);
        });
    const bool one_off_stays =
        std::ranges::any_of(observed_.one_offs, [&](const ObservedContainer& container) {
          return !desired_.services.contains(container.service) && attached(container.summary) &&
                 !(remove_orphans() && !knows_service(desired_, container.service));
        });
    return orphan_stays || one_off_stays || std::ranges::any_of(observed_.others, attached);
  }

  void add_volumes() {
    for (const auto& [key, volume] : desired_.volumes) {
      if (options_.remove_volumes && !volume.external && observed_.volumes.contains(volume.name)) {
        plan_.add({RemoveVolume{volume.name}, "volume:" + volume.name, "--volumes", removed_});
      }
    }
  }

  const Project& desired_;
  const ObservedState& observed_;
  const ReconcileOptions& options_;
  Plan plan_;
  std::map<std::string, Steps> stopped_;
  Steps removed_;
};

}  // namespace

Result<Plan> reconcile_down(const Project& desired,
                            const ObservedState& observed,
                            const ReconcileOptions& options) {
  return DownPlanner{desired, observed, options}.run();
}

}  // namespace voicehub::plan
