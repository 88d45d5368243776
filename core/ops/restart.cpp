#include "core/ops/restart.hpp"

#include "core/ops/converge.hpp"
#include "core/ops/verify.hpp"

namespace voicehub::ops {

Task<Restarted> restart(Session& session, const Project& project, RestartOptions options) {
  ConvergeRequest request{.verb = "restart",
                          .reconcile = {.goal = plan::Goal::restart,
                                        .services = options.services,
                                        .stop_timeout = options.stop_timeout},
                          .health_deadline = options.timeout,
                          .dry_run = options.dry_run};
  VH_CO_TRY(Converged converged, co_await converge(session, project, std::move(request)));
  Restarted restarted{.plan = std::move(converged.plan)};
  if (options.dry_run || options.no_wait) {
    co_return restarted;
  }
  VH_CO_CHECK(co_await await_health(session, project, options.services, {}, options.timeout));
  if (!options.no_verify) {
    VH_CO_TRY(
        restarted.proof,
        co_await verify(session, project, {.services = options.services, .only_source = true}));
  }
  co_return restarted;
}

}  // namespace voicehub::ops
