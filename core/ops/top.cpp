#include "core/ops/top.hpp"

#include "core/base/task_group.hpp"
#include "core/ops/project_containers.hpp"

namespace voicehub::ops {

Task<std::vector<ContainerProcesses>> top(Session& session,
                                          const Project& project,
                                          std::vector<std::string> services) {
  VH_CO_TRY(auto containers,
            co_await containers_of_services(session, project, std::move(services)));
  std::erase_if(containers, [](const plan::ObservedContainer& container) {
    return container.summary.state != "running" && container.summary.state != "paused";
  });
  std::vector<Task<docker::ProcessTable>> looks;
  looks.reserve(containers.size());
  for (const plan::ObservedContainer& container : containers) {
    looks.push_back(session.docker.processes(container.summary.id));
  }
  auto tables = co_await run_all(std::move(looks));
  std::vector<ContainerProcesses> all;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (!tables[i]) {
      co_return std::unexpected(tables[i].error());
    }
    all.push_back({.service = containers[i].service,
                   .number = containers[i].number,
                   .container = containers[i].summary.name(),
                   .table = std::move(*tables[i])});
  }
  co_return all;
}

}  // namespace voicehub::ops
