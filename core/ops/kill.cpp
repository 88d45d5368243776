#include "core/ops/kill.hpp"

#include "core/ops/converge.hpp"

namespace voicehub::ops {

Task<plan::Plan> kill(Session& session, const Project& project, KillOptions options) {
  ConvergeRequest request{.verb = "kill",
                          .reconcile = {.goal = plan::Goal::kill,
                                        .services = std::move(options.services),
                                        .remove_orphans = options.remove_orphans,
                                        .signal = std::move(options.signal)},
                          .dry_run = options.dry_run};
  VH_CO_TRY(Converged converged, co_await converge(session, project, std::move(request)));
  co_return std::move(converged.plan);
}

}  // namespace voicehub::ops
