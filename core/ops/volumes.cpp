#include "core/ops/volumes.hpp"

#include <algorithm>
#include <set>

#include "core/ops/project_containers.hpp"
#include "core/plan/container_spec.hpp"

namespace voicehub::ops {

Task<std::vector<docker::VolumeDetails>> volumes(Session& session,
                                                 const Project& project,
                                                 std::vector<std::string> services) {
  VH_CO_TRY(auto found, co_await session.docker.list_volumes(plan::of_project(project.name)));
  std::ranges::sort(found, {}, &docker::VolumeDetails::name);
  if (services.empty()) {
    co_return found;
  }
  VH_CO_TRY(const auto containers,
            co_await containers_of_services(session, project, std::move(services)));
  std::set<std::string> mounted;
  for (const plan::ObservedContainer& container : containers) {
    for (const docker::MountPoint& mount : container.summary.mounts) {
      mounted.insert(mount.name);
    }
  }
  std::erase_if(
      found, [&](const docker::VolumeDetails& volume) { return !mounted.contains(volume.name); });
  co_return found;
}

}  // namespace voicehub::ops
