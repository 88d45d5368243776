#include "core/plan/reconcile.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/plan/container_spec.hpp"
#include "core/plan/dev_form.hpp"
#include "core/plan/reconcile_steps.hpp"

namespace voicehub::plan {

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
  if (options.goal != Goal::start || options.force_recreate || options.remove_orphans) {
    return false;
  }
  const auto selected = select_services(desired, options.services);
  if (!selected) {
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
             const auto spec = container_spec(desired, *service, {.number = container.number});
             settled +=
                 container.summary.state == "running" &&
                 form_difference(*service, container, options).empty() &&
                 container.summary.image == service->image &&
                 container.summary.name() == container_name(desired, *service, container.number) &&
                 is_made_of(container.summary, spec);
           }
           return present == service->replicas && settled == present;
         });
}

}  // namespace voicehub::plan
