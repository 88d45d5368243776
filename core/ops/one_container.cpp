#include "core/ops/one_container.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/plan/container_spec.hpp"
#include "core/plan/observe.hpp"

namespace voicehub::ops {
namespace {

std::string start_hint(const Service& service) {
  return fmt::format("start it: voicehub start {}", service.name);
}

}  // namespace

Task<ChosenContainer> running_container(Session& session, const Project& project, Choice choice) {
  VH_CO_TRY(const Service* service, single_service(project, choice.service));
  VH_CO_TRY(auto listed, co_await session.docker.list_containers(plan::of_project(project.name)));
  auto containers = plan::project_containers(project.name, std::move(listed));
  const auto found = std::ranges::find_if(containers, [&](const auto& container) {
    return container.service == service->name && container.number == choice.number;
  });
  if (found == containers.end()) {
    co_return make_error(ErrorCode::failed,
                         choice.number == 1
                             ? fmt::format("{} has no container", service->name)
                             : fmt::format("{} has no container {}", service->name, choice.number),
                         start_hint(*service));
  }
  if (found->summary.state != "running") {
    co_return make_error(ErrorCode::failed,
                         fmt::format("{} is not running: {}", service->name, found->summary.status),
                         start_hint(*service));
  }
  co_return ChosenContainer{service, std::move(*found)};
}

}  // namespace voicehub::ops
