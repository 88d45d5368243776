#include <fmt/format.h>

#include "core/plan/reconcile_steps.hpp"

namespace voicehub::plan {
namespace {

bool is_alive(const ObservedContainer& container) {
  return container.running() || container.summary.state == "paused";
}

class ProcessPlanner {
 public:
  ProcessPlanner(const Project& desired,
                 const ObservedState& observed,
                 const ReconcileOptions& options)
      : desired_{desired}, observed_{observed}, options_{options} {}

  Result<Plan> run() {
    VH_TRY(const auto selected, select_services(desired_, options_.services));
    for (const Service* service : selected) {
      for (const ObservedContainer& container : observed_.containers) {
        if (container.service == service->name) {
          add_container(container);
        }
      }
    }
    if (options_.goal == Goal::kill && options_.remove_orphans) {
      add_orphans();
    }
    return std::move(plan_);
  }

 private:
  void add_container(const ObservedContainer& container) {
    const docker::ContainerId& id = container.summary.id;
    if (options_.goal == Goal::pause && container.summary.state == "running") {
      add(container, PauseContainer{id}, "asked to pause");
    } else if (options_.goal == Goal::unpause && container.summary.state == "paused") {
      add(container, UnpauseContainer{id}, "asked to go on");
    } else if (options_.goal == Goal::kill && is_alive(container)) {
      add(container, KillContainer{id, options_.signal}, "asked to send it");
    }
  }

  std::size_t add(const ObservedContainer& container,
                  Action action,
                  std::string cause,
                  std::vector<std::size_t> after = {}) {
    return plan_.add({std::move(action),
                      service_subject(container.service, container.number),
                      std::move(cause),
                      std::move(after)});
  }

  // Whatever the signal, a container that is to go must not run: stopping within no time kills it.
  void add_orphans() {
    const std::string cause = "its service is not in the file";
    for (const ObservedContainer& container : observed_.containers) {
      if (desired_.services.contains(container.service)) {
        continue;
      }
      const docker::ContainerId& id = container.summary.id;
      std::vector<std::size_t> after;
      if (is_alive(container)) {
        after = {add(container, StopContainer{id, std::chrono::seconds{0}}, cause)};
      }
      add(container, RemoveContainer{id, false}, cause, std::move(after));
    }
  }

  const Project& desired_;
  const ObservedState& observed_;
  const ReconcileOptions& options_;
  Plan plan_;
};

}  // namespace

Result<Plan> reconcile_processes(const Project& desired,
                                 const ObservedState& observed,
                                 const ReconcileOptions& options) {
  return ProcessPlanner{desired, observed, options}.run();
}

}  // namespace voicehub::plan
