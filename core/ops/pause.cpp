#include "core/ops/pause.hpp"

#include "core/ops/converge.hpp"

namespace voicehub::ops {
namespace {

Task<plan::Plan> reach(Session& session,
                       const Project& project,
                       std::string verb,
                       plan::Goal goal,
                       PauseOptions options) {
  ConvergeRequest request{.verb = std::move(verb),
                          .reconcile = {.goal = goal, .services = std::move(options.services)},
                          .dry_run = options.dry_run};
  VH_CO_TRY(Converged converged, co_await converge(session, project, std::move(request)));
  co_return std::move(converged.plan);
}

}  // namespace

Task<plan::Plan> pause(Session& session, const Project& project, PauseOptions options) {
  return reach(session, project, "pause", plan::Goal::pause, std::move(options));
}

Task<plan::Plan> unpause(Session& session, const Project& project, PauseOptions options) {
  return reach(session, project, "unpause", plan::Goal::unpause, std::move(options));
}

}  // namespace voicehub::ops
