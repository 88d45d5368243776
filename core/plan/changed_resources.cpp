#include "core/plan/changed_resources.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/plan/preflight.hpp"
#include "core/plan/reconcile_steps.hpp"
#include "core/plan/resource_spec.hpp"

namespace voicehub::plan {
namespace {

bool is_on(const ObservedContainer& container, const std::string& network) {
  return container.summary.networks.contains(network);
}

class NetworkReplacement {
 public:
  NetworkReplacement(const Project& desired,
                     const ObservedState& observed,
                     const ReconcileOptions& options,
                     SharedSteps& shared,
                     Plan& plan)
      : desired_{desired}, observed_{observed}, options_{options}, shared_{shared}, plan_{plan} {}

  Result<ChangedNetworks> run(std::vector<const Service*>& services) {
    for (const auto& [key, network] : desired_.networks) {
      const bool is_needed = std::ranges::any_of(
          services, [&](const Service* service) { return service->networks.contains(key); });
      const std::string reason = is_needed ? change_of(network) : std::string{};
      if (!reason.empty()) {
        VH_CHECK(check_network_free(desired_, network.name, reason, observed_));
        replace(network.name, reason);
        VH_CHECK(include_attached(network.name, services));
      }
    }
    return std::move(changed_);
  }

 private:
  [[nodiscard]] std::string change_of(const Network& network) const {
    const auto made = observed_.networks.find(network.name);
    return network.external || made == observed_.networks.end()
               ? std::string{}
               : difference(made->second.labels, network_spec(desired_, network).labels);
  }

  void replace(const std::string& network, const std::string& reason) {
    const std::string cause = fmt::format("the network {} is made anew: {}", network, reason);
    changed_.causes.emplace(network, cause);
    std::vector<std::size_t> stopped;
    for (const ObservedContainer& container : observed_.containers) {
      if (is_on(container, network) && container.running()) {
        stopped.push_back(stop(container, cause));
      }
    }
    const std::size_t removed =
        plan_.add({RemoveNetwork{network}, "network:" + network, reason, std::move(stopped)});
    shared_.replace_network(network, removed);
  }

  std::size_t stop(const ObservedContainer& container, const std::string& cause) {
    const auto [step, is_new] = changed_.stopped.try_emplace(container.summary.id, 0);
    if (is_new) {
      const Service& service = desired_.services.at(container.service);
      step->second = add_stop(plan_,
                              &service,
                              container,
                              stop_timeout(&service, container, observed_, options_),
                              cause,
                              {});
    }
    return step->second;
  }

  Result<void> include_attached(const std::string& network, std::vector<const Service*>& services) {
    VH_TRY(const auto all, select_services(desired_, {}));
    VH_TRY(auto ordered, with_dependencies(desired_, all));
    std::erase_if(ordered, [&](const Service* service) {
      const bool is_attached =
          std::ranges::any_of(observed_.containers, [&](const ObservedContainer& container) {
            return container.service == service->name && is_on(container, network);
          });
      return !is_attached && std::ranges::find(services, service) == services.end();
    });
    services = std::move(ordered);
    return done();
  }

  const Project& desired_;
  const ObservedState& observed_;
  const ReconcileOptions& options_;
  SharedSteps& shared_;
  Plan& plan_;
  ChangedNetworks changed_;
};

}  // namespace

Result<ChangedNetworks> replace_changed_networks(const Project& desired,
                                                 const ObservedState& observed,
                                                 const ReconcileOptions& options,
                                                 std::vector<const Service*>& services,
                                                 SharedSteps& shared,
                                                 Plan& plan) {
  return NetworkReplacement{desired, observed, options, shared, plan}.run(services);
}

std::vector<std::string> changed_volumes(const Project& desired, const ObservedState& observed) {
  std::vector<std::string> warnings;
  for (const auto& [key, volume] : desired.volumes) {
    const auto made = observed.volumes.find(volume.name);
    if (volume.external || made == observed.volumes.end()) {
      continue;
    }
    const std::string reason = difference(made->second.labels, volume_spec(desired, volume).labels);
    if (!reason.empty()) {
      warnings.push_back(
          fmt::format("the volume '{}' stays as it was made ({}); to make it anew, without its "
                      "data: docker volume rm {}",
                      volume.name,
                      reason,
                      volume.name));
    }
  }
  return warnings;
}

}  // namespace voicehub::plan
