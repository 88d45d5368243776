#include "core/ops/build.hpp"

#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/docker/feature.hpp"
#include "core/plan/container_spec.hpp"
#include "core/project/build_order.hpp"

namespace voicehub::ops {
namespace {

image::BuildImageRequest request_for(const Project& project,
                                     const Service& service,
                                     const BuildOptions& options,
                                     const docker::CredentialStore* credentials) {
  image::BuildImageRequest request{
      .service = service.name,
      .spec = *service.build,
      .image = service.image,
      .labels = service.build->labels,
      .platform = service.build->platform.empty() ? service.platform : service.build->platform,
      .no_cache = options.no_cache || service.build->no_cache,
      .pull = options.pull || service.build->pull,
      .credentials = credentials};
  for (NamedContext& context : request.spec.contexts) {
    if (!context.service.empty()) {
      context.image = project.services.at(context.service).image;
    }
  }
  request.labels[std::string{plan::label::kProject}] = project.name;
  request.labels[std::string{plan::label::kService}] = service.name;
  request.labels[std::string{plan::label::kComposeVersion}] = std::string{plan::kLabelVersion};
  return request;
}

// What an older engine would pass over without a word.
Task<void> note_older_engine(Session& session, const Service& service) {
  if (service.build->shm_bytes == 0 && service.build->ulimits.empty()) {
    co_return done();
  }
  VH_CO_TRY(const docker::Version version, co_await session.docker.version());
  const docker::Feature limits = docker::feature::kBuildLimits;
  if (version.api_minor < limits.api_minor) {
    session.events.warning(
        service.name,
        fmt::format("this Docker Engine ({}) builds without 'shm_size' and 'ulimits'; {} has them",
                    version.engine,
                    limits.engine));
  }
  co_return done();
}

Task<BuiltService> build_one(Session& session,
                             const Project& project,
                             const Service& service,
                             BuildOptions options) {
  if (!service.build->refusals.empty()) {
    co_return std::unexpected(service.build->refusals.front());
  }
  VH_CO_CHECK(co_await note_older_engine(session, service));
  VH_CO_TRY(
      image::BuiltImage built,
      co_await image::build_image(session.docker,
                                  session.events,
                                  request_for(project, service, options, &session.credentials)));
  co_return BuiltService{
      .service = service.name, .image = service.image, .built = std::move(built)};
}

Task<void> build_wave(Session& session,
                      const Project& project,
                      const BuildWave& wave,
                      const BuildOptions& options,
                      std::vector<BuiltService>& built) {
  std::vector<Task<BuiltService>> builds;
  for (const Service* service : wave) {
    builds.push_back(build_one(session, project, *service, options));
  }
  for (Result<BuiltService>& result : co_await run_all(std::move(builds))) {
    if (!result) {
      co_return std::unexpected(std::move(result).error());
    }
    built.push_back(std::move(*result));
  }
  co_return done();
}

void note_those_without(Session& session, const std::vector<const Service*>& named) {
  for (const Service* service : named) {
    if (!service->build) {
      session.events.note(service->name,
                          fmt::format("has no build section: its image is '{}'", service->image));
    }
  }
}

void note_would_build(Session& session, const std::vector<BuildWave>& waves) {
  for (const BuildWave& wave : waves) {
    for (const Service* service : wave) {
      session.events.note("", fmt::format("would build the image {}", service->image));
    }
  }
}

}  // namespace

Task<std::vector<BuiltService>> build(Session& session,
                                      const Project& project,
                                      BuildOptions options) {
  VH_CO_TRY(const auto selected, select_services(project, options.services));
  VH_CO_TRY(const std::vector<BuildWave> waves, build_order(project, selected));
  if (!options.services.empty()) {
    note_those_without(session, selected);
  } else if (waves.empty()) {
    session.events.note("", "no service has a build section: nothing to build");
  }
  std::vector<BuiltService> built;
  if (options.dry_run) {
    note_would_build(session, waves);
    co_return built;
  }
  for (const BuildWave& wave : waves) {
    VH_CO_CHECK(co_await build_wave(session, project, wave, options, built));
  }
  co_return built;
}

Task<void> build_service(Session& session, const Project& project, const Service& service) {
  VH_CO_CHECK(co_await build(session, project, {.services = {service.name}}));
  co_return done();
}

}  // namespace voicehub::ops
