#include "core/docker/abandoned.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "core/base/log.hpp"

namespace voicehub::docker {

Task<void> remove_abandoned(Api& docker, std::string role, std::chrono::seconds older_than) {
  const std::int64_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  VH_CO_TRY(const auto containers,
            co_await docker.list_containers({fmt::format("{}={}", kRoleLabel, role)}));
  for (const ContainerSummary& container : containers) {
    if (container.state == "created" && now - container.created >= older_than.count()) {
      const auto removed = co_await docker.remove_container(container.id, {.force = true});
      log::debug("abandoned {} {}: {}", role, container.id.brief(), removed ? "removed" : "kept");
    }
  }
  co_return done();
}

}  // namespace voicehub::docker
