#include "core/ops/project_containers.hpp"

#include <algorithm>

#include "core/plan/container_spec.hpp"
#include "core/plan/observe.hpp"

namespace voicehub::ops {

Task<std::vector<plan::ObservedContainer>> containers_of_services(
    Session& session, const Project& project, std::vector<std::string> services) {
  VH_CO_TRY(const auto selected, select_services(project, services));
  VH_CO_TRY(auto listed, co_await session.docker.list_containers(plan::of_project(project.name)));
  auto containers = plan::project_containers(project.name, std::move(listed));
  std::erase_if(containers, [&](const plan::ObservedContainer& container) {
    return std::ranges::find(selected, container.service, &Service::name) == selected.end();
  });
  co_return containers;
}

}  // namespace voicehub::ops
