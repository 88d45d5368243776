#include "core/ops/rm.hpp"

#include "core/ops/converge.hpp"

namespace voicehub::ops {

Task<plan::Plan> remove(Session& session, const Project& project, RemoveOptions options) {
  ConvergeRequest request{.verb = "rm",
                          .reconcile = {.goal = plan::Goal::remove,
                                        .services = std::move(options.services),
                                        .remove_volumes = options.volumes,
                                        .stop_running = options.stop},
                          .dry_run = options.dry_run};
  VH_CO_TRY(Converged converged, co_await converge(session, project, std::move(request)));
  co_return std::move(converged.plan);
}

}  // namespace voicehub::ops
