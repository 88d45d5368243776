#include "core/ops/down.hpp"

#include "core/ops/converge.hpp"

namespace voicehub::ops {

Task<plan::Plan> down(Session& session, const Project& project, DownOptions options) {
  ConvergeRequest request{.verb = "down",
                          .reconcile = {.goal = plan::Goal::down,
                                        .services = std::move(options.services),
                                        .remove_orphans = options.remove_orphans,
                                        .remove_volumes = options.volumes,
                                        .stop_timeout = options.timeout},
                          .dry_run = options.dry_run};
  VH_CO_TRY(Converged converged, co_await converge(session, project, std::move(request)));
  co_return std::move(converged.plan);
}

}  // namespace voicehub::ops
