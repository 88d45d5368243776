#include "core/ops/find_engine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/ops/health.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/observe.hpp"

namespace voicehub::ops {
namespace {

using Containers = std::vector<plan::ObservedContainer>;

std::string names_of(const std::vector<const Service*>& services) {
  std::vector<std::string> names;
  names.reserve(services.size());
  for (const Service* service : services) {
    names.push_back(service->name);
  }
  return join(names, ", ");
}

const docker::ContainerSummary* running_container(const Containers& containers,
                                                  const Service& service) {
  const auto found = std::ranges::find_if(containers, [&](const auto& container) {
    return container.service == service.name && container.summary.state == "running";
  });
  return found == containers.end() ? nullptr : &found->summary;
}

Result<const Service*> named(const Project& project, EngineKind kind, const std::string& name) {
  VH_TRY(const Service* service, find_service(project, name));
  const auto declared = service->x_voicehub.engine;
  if (declared && *declared != kind) {
    return wrong_kind(name, *declared, kind);
  }
  return service;
}

std::unexpected<Error> none_of_that_kind(const Project& project, EngineKind kind) {
  return make_error(
      ErrorCode::not_found,
      fmt::format(
          "no service of the project '{}' is known as {}", project.name, with_article(kind)),
      fmt::format("name one with --service, or write `x-voicehub: {{engine: {}}}` at it",
                  to_text(kind)));
}

Task<std::vector<const Service*>> answering(Session& session,
                                            const Containers& containers,
                                            std::vector<const Service*> services) {
  std::vector<const Service*> engines;
  for (const Service* service : services) {
    if (const auto* container = running_container(containers, *service)) {
      VH_CO_TRY(const ServiceHealth health, co_await look(session, *service, *container));
      if (health.is_engine) {
        engines.push_back(service);
      }
    }
  }
  co_return engines;
}

// Undeclared services have to answer as an engine, where it is not the only one.
Task<const Service*> only_engine(Session& session,
                                 const Project& project,
                                 const Containers& containers,
                                 EngineKind kind,
                                 LoneService lone) {
  std::vector<const Service*> candidates = engine_candidates(project, kind);
  const bool declared = !candidates.empty() && candidates.front()->x_voicehub.engine.has_value();
  const bool is_taken = candidates.size() == 1 && lone == LoneService::may_be_one;
  if (!declared && !is_taken) {
    VH_CO_TRY(candidates, co_await answering(session, containers, std::move(candidates)));
  }
  if (candidates.size() == 1) {
    co_return candidates.front();
  }
  if (candidates.empty()) {
    co_return none_of_that_kind(project, kind);
  }
  co_return make_error(
      ErrorCode::usage,
      fmt::format("project '{}' has several {} engines", project.name, to_text(kind)),
      fmt::format("say which with --service: {}", names_of(candidates)));
}

}  // namespace

std::vector<const Service*> engine_candidates(const Project& project, EngineKind kind) {
  std::vector<const Service*> declared;
  std::vector<const Service*> unknown;
  for (const auto& [name, service] : project.services) {
    const auto own = service.x_voicehub.engine;
    if (own == kind) {
      declared.push_back(&service);
    } else if (!own) {
      unknown.push_back(&service);
    }
  }
  return declared.empty() ? unknown : declared;
}

Task<FoundEngine> find_engine(
    Session& session, const Project& project, EngineKind kind, std::string name, LoneService lone) {
  const Service* service = nullptr;
  if (!name.empty()) {
    VH_CO_TRY(service, named(project, kind, name));
  }
  VH_CO_TRY(auto listed, co_await session.docker.list_containers(plan::of_project(project.name)));
  const Containers containers = plan::project_containers(project.name, std::move(listed));
  if (service == nullptr) {
    VH_CO_TRY(service, co_await only_engine(session, project, containers, kind, lone));
  }
  const docker::ContainerSummary* container = running_container(containers, *service);
  if (container == nullptr) {
    co_return not_running(service->name);
  }
  const auto address = engine::address_of(*service, *container, session.daemon_host);
  if (!address) {
    co_return without_port(service->name);
  }
  co_return FoundEngine{.service = service->name,
                        .address = *address,
                        .client = session.engine_client(*address),
                        .container = container->id};
}

}  // namespace voicehub::ops
