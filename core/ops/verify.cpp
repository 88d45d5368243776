#include "core/ops/verify.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/ops/hot_restart.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/observe.hpp"
#include "core/reload/dev_container.hpp"
#include "core/verify/verify.hpp"

namespace voicehub::ops {
namespace {

bool has_source_mount(const Service& service) {
  return std::ranges::any_of(
      service.mounts, [](const Mount& mount) { return classify(mount).role == MountRole::source; });
}

Task<verify::Report> verify_one(Session& session,
                                const Service& service,
                                docker::ContainerSummary container,
                                verify::VerifyOptions options) {
  if (reload::is_dev(container.labels) && !options.md5) {
    std::optional<verify::Report> report;
    const auto asked = co_await reload::converse(
        session.docker, container, {}, [&](reload::AgentChannel& agent) -> Task<void> {
          VH_CO_TRY(report, co_await prove(session, {service, container, agent}, options.scope));
          co_return done();
        });
    if (asked) {
      co_return std::move(*report);
    }
    options.copies = reload::followed_targets(container.labels);
  }
  VH_CO_TRY(docker::ContainerDetails details,
            co_await session.docker.inspect_container(container.id));
  co_return co_await verify::verify_container(session.docker, service, std::move(details), options);
}

}  // namespace

Task<std::vector<verify::Report>> verify(Session& session,
                                         const Project& project,
                                         VerifyServicesOptions options) {
  VH_CO_TRY(auto selected, select_services(project, options.services));
  if (options.only_source) {
    std::erase_if(selected, [](const Service* service) { return !has_source_mount(*service); });
  }
  VH_CO_TRY(auto listed, co_await session.docker.list_containers(plan::of_project(project.name)));
  const auto containers = plan::project_containers(project.name, std::move(listed));
  std::vector<Task<verify::Report>> proofs;
  for (const Service* service : selected) {
    const std::size_t before = proofs.size();
    for (const plan::ObservedContainer& container : containers) {
      if (container.service == service->name) {
        const verify::VerifyOptions how{
            .md5 = options.md5, .remote = session.endpoint.remote, .scope = options.scope};
        proofs.push_back(verify_one(session, *service, container.summary, how));
      }
    }
    if (proofs.size() == before) {
      co_return make_error(ErrorCode::failed,
                           fmt::format("{} has no container", service->name),
                           fmt::format("start it: voicehub start {}", service->name));
    }
  }
  std::vector<verify::Report> reports;
  for (Result<verify::Report>& result : co_await run_all(std::move(proofs))) {
    if (!result) {
      co_return std::unexpected(std::move(result).error());
    }
    reports.push_back(std::move(*result));
  }
  co_return reports;
}

}  // namespace voicehub::ops
