#include "core/ops/events.hpp"

#include <algorithm>
#include <chrono>

#include "core/ops/timestamps.hpp"
#include "core/plan/container_spec.hpp"

namespace voicehub::ops {
namespace {

namespace label = plan::label;

std::string attribute(const docker::EngineEvent& event, std::string_view name) {
  const auto found = event.attributes.find(std::string{name});
  return found == event.attributes.end() ? std::string{} : found->second;
}

Result<std::string> daemon_time(const std::string& text, TimePoint now) {
  if (text.empty()) {
    return std::string{};
  }
  VH_TRY(const TimePoint time, parse_point_in_time(text, now));
  return api_time(time);
}

}  // namespace

ProjectEvent project_event(docker::EngineEvent event) {
  ProjectEvent project_event{.service = attribute(event, label::kService)};
  std::erase_if(event.attributes, [](const auto& entry) {
    return entry.first.starts_with("com.docker.compose.") || entry.first.starts_with("voicehub.");
  });
  project_event.event = std::move(event);
  return project_event;
}

Task<void> events(Session& session,
                  const Project& project,
                  EventsOptions options,
                  ProjectEventHandler handler) {
  VH_CO_TRY(const auto selected, select_services(project, options.services));
  const bool all = options.services.empty();
  const TimePoint now = std::chrono::system_clock::now();
  docker::EventOptions asked{.label_filters = plan::of_project(project.name)};
  VH_CO_TRY(asked.since, daemon_time(options.since, now));
  VH_CO_TRY(asked.until, daemon_time(options.until, now));
  const docker::EventHandler take = [&](const docker::EngineEvent& event) {
    const std::string service = attribute(event, label::kService);
    const bool is_meant =
        all || std::ranges::find(selected, service, &Service::name) != selected.end();
    if (event.type == "container" && is_meant && attribute(event, label::kOneOff) != "True") {
      handler(project_event(event));
    }
    return done();
  };
  VH_CO_CHECK(co_await session.docker.events(asked, take));
  if (options.until.empty()) {
    co_return make_error(ErrorCode::docker_unreachable,
                         "the Docker Engine has closed the connection",
                         "see whether it runs: docker version");
  }
  co_return done();
}

}  // namespace voicehub::ops
