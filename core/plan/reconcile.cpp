#include "core/plan/reconcile.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/plan/container_spec.hpp"
#include "core/plan/dev_form.hpp"
#include "core/plan/reconcile_steps.hpp"

namespace voicehub::plan {
namespace {

// Says more than a name.
bool is_defined(const Network& network) {
  const Network plain{.key = network.key,
                      .name = network.name,
                      .external = network.external,
                      .config_hash = network.config_hash};
  return network != plain;
}

bool is_defined(const Volume& volume) {
  return !volume.driver.empty() || !volume.driver_options.empty() || !volume.labels.empty();
}

}  // namespace

bool is_named(const Service& service, const ReconcileOptions& options) {
  return options.services.empty() ||
         std::ranges::any_of(options.services, [&](const std::string& name) {
           return name == service.name || name == service.container_name;
         });
}

std::string service_subject(const std::string& service, int number) {
  return fmt::format("service:{}:{}", service, number);
}

bool is_temporary_name(const std::string& name) {
  constexpr std::size_t kPrefix = 12;
  return name.size() > kPrefix + 1 && name[kPrefix] == '_' &&
         std::all_of(name.begin(), name.begin() + kPrefix, [](char letter) {
           return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
         });
}

std::optional<std::chrono::seconds> stop_timeout(const Service* service,
                                                 const ObservedContainer& container,
                                                 const ObservedState& observed,
                                                 const ReconcileOptions& options) {
  if (options.stop_timeout) {
    return options.stop_timeout;
  }
  if (service != nullptr && service->stop_grace_period) {
    return std::chrono::ceil<std::chrono::seconds>(*service->stop_grace_period);
  }
  if (observed.engines.contains(container.service) && container.ignores_sigterm.value_or(false)) {
    return std::chrono::seconds{1};
  }
  return std::nullopt;
}

std::size_t add_stop(Plan& plan,
                     const Service* service,
                     const ObservedContainer& container,
                     std::optional<std::chrono::seconds> timeout,
                     const std::string& cause,
                     std::vector<std::size_t> after) {
  const std::string subject = service_subject(container.service, container.number);
  if (service != nullptr && container.summary.state == "running") {
    for (const Hook& hook : service->pre_stop) {
      after = {
          plan.add({RunHook{container.summary.id, hook}, subject, "pre_stop", std::move(after)})};
    }
  }
  return plan.add({StopContainer{container.summary.id, timeout}, subject, cause, std::move(after)});
}

Result<Plan> reconcile(const Project& desired,
                       const ObservedState& observed,
                       const ReconcileOptions& options) {
  switch (options.goal) {
    case Goal::start:
    case Goal::restart: return reconcile_up(desired, observed, options);
    case Goal::stop:
    case Goal::down:
    case Goal::remove: return reconcile_down(desired, observed, options);
    case Goal::pause:
    case Goal::unpause:
    case Goal::kill: return reconcile_processes(desired, observed, options);
  }
  return Plan{};
}

bool is_settled(const Project& desired,
                const std::vector<ObservedContainer>& containers,
                const ReconcileOptions& options) {
  if (options.goal != Goal::start || options.recreate == Recreate::all ||
      options.recreate_dependencies || options.remove_orphans || options.one_off ||
      desired.orphans == OrphanPolicy::remove) {
    return false;
  }
  const auto selected = select_services(desired, options.services);
  if (!selected) {
    return false;
  }
  // Whether networks and volumes are what the file says, the containers do not tell.
  if (std::ranges::any_of(desired.networks,
                          [](const auto& entry) { return is_defined(entry.second); }) ||
      std::ranges::any_of(desired.volumes,
                          [](const auto& entry) { return is_defined(entry.second); })) {
    return false;
  }
  const auto all = with_dependencies(desired, *selected);
  return all && std::ranges::all_of(*all, [&](const Service* service) {
           int settled = 0;
           int present = 0;
           for (const ObservedContainer& container : containers) {
             if (container.service != service->name) {
               continue;
             }
             ++present;
             const auto spec = container_spec(
                 desired, *service, context_of(*service, container.number, containers));
             settled +=
                 container.summary.state == "running" &&
                 form_difference(*service, container, options).empty() &&
                 container.summary.image == service->image &&
                 container.summary.name() == container_name(desired, *service, container.number) &&
                 is_made_of(container.summary, *service, spec);
           }
           return present == service->replicas && settled == present;
         });
}

}  // namespace voicehub::plan
