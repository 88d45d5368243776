#include "core/ops/stop.hpp"

#include "core/ops/converge.hpp"

namespace voicehub::ops {

Task<plan::Plan> stop(Session& session, const Project& project, StopOptions options) {
  ConvergeRequest request{.verb = "stop",
                          .reconcile = {.goal = plan::Goal::stop,
                                        .services = std::move(options.services),
                                        .stop_timeout = options.timeout},
                          .dry_run = options.dry_run};
  VH_CO_TRY(Converged converged, co_await converge(session, project, std::move(request)));
  co_return std::move(converged.plan);
}

}  // namespace voicehub::ops
