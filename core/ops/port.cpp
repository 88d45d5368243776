#include "core/ops/port.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace voicehub::ops {
namespace {

std::string published_by(const docker::ContainerSummary& container) {
  std::set<std::string> ports;
  for (const docker::PublishedPort& port : container.ports) {
    if (port.published != 0) {
      ports.insert(fmt::format("{}/{}", port.target, port.protocol));
    }
  }
  return ports.empty() ? "it publishes none"
                       : fmt::format("it publishes {}", fmt::join(ports, ", "));
}

}  // namespace

Task<docker::PublishedPort> port(Session& session, const Project& project, PortOptions options) {
  VH_CO_TRY(const ChosenContainer chosen,
            co_await running_container(session, project, options.choice));
  const docker::ContainerSummary& container = chosen.container.summary;
  const auto found = std::ranges::find_if(container.ports, [&](const docker::PublishedPort& port) {
    return port.published != 0 && port.target == options.target &&
           port.protocol == options.protocol;
  });
  if (found == container.ports.end()) {
    co_return make_error(ErrorCode::not_found,
                         fmt::format("{} does not publish its port {}/{}",
                                     container.name(),
                                     options.target,
                                     options.protocol),
                         published_by(container));
  }
  co_return *found;
}

}  // namespace voicehub::ops
