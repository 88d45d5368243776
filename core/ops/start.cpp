#include "core/ops/start.hpp"

#include "core/ops/build.hpp"
#include "core/ops/converge.hpp"

namespace voicehub::ops {

Task<plan::Plan> start(Session& session, const Project& project, StartOptions options) {
  if (options.build && !options.dry_run) {
    VH_CO_CHECK(co_await build(session, project, {.services = options.services}));
  }
  ConvergeRequest request{.verb = "start",
                          .reconcile = {.goal = plan::Goal::start,
                                        .services = options.services,
                                        .form = options.form,
                                        .force_recreate = options.force_recreate,
                                        .overlap = options.overlap,
                                        .no_dependencies = options.no_dependencies,
                                        .remove_orphans = options.remove_orphans},
                          .health_deadline = options.timeout,
                          .dry_run = options.dry_run};
  VH_CO_TRY(Converged converged, co_await converge(session, project, std::move(request)));
  if (!options.dry_run && !options.no_wait) {
    auto unchanged = converged.plan.empty() ? std::move(converged.observed.containers)
                                            : std::vector<plan::ObservedContainer>{};
    VH_CO_CHECK(co_await await_health(
        session, project, options.services, std::move(unchanged), options.timeout));
  }
  co_return std::move(converged.plan);
}

}  // namespace voicehub::ops
