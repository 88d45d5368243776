#include "core/ops/start.hpp"

#include "core/ops/build.hpp"
#include "core/ops/converge.hpp"
#include "core/ops/pull.hpp"

namespace voicehub::ops {
namespace {

// Without what is not to be done for an image that is missing.
Project restrained(Project project, const StartOptions& options) {
  for (auto& [name, service] : project.services) {
    if (options.no_build) {
      service.build.reset();
    }
    if (options.pull == Pull::never) {
      service.pull_policy = "never";
    }
  }
  return project;
}

// What can be built is not asked for at a registry.
Task<void> pull_all(Session& session, const Project& project, const StartOptions& options) {
  PullOptions asked{.choice = {.services = options.services,
                               .policy = plan::PullPolicy::always,
                               .ignore_buildable = true,
                               .dependencies = !options.no_dependencies}};
  VH_CO_CHECK(co_await pull(session, project, std::move(asked)));
  co_return done();
}

}  // namespace

Task<plan::Plan> start(Session& session, const Project& file, StartOptions options) {
  std::optional<Project> changed;
  if (options.no_build || options.pull == Pull::never) {
    changed = restrained(file, options);
  }
  const Project& project = changed ? *changed : file;
  if (options.pull == Pull::always && !options.dry_run) {
    VH_CO_CHECK(co_await pull_all(session, project, options));
  }
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
                                        .remove_orphans = options.remove_orphans,
                                        .stop_timeout = options.stop_timeout},
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
