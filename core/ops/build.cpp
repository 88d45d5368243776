#include "core/ops/build.hpp"

#include <set>

#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/plan/container_spec.hpp"

namespace voicehub::ops {
namespace {

image::BuildImageRequest request_for(const Project& project,
                                     const Service& service,
                                     const BuildOptions& options) {
  image::BuildImageRequest request{
      .service = service.name,
      .spec = *service.build,
      .image = service.image,
      .labels = service.build->labels,
      .platform = service.build->platform.empty() ? service.platform : service.build->platform,
      .no_cache = options.no_cache || service.build->no_cache,
      .pull = options.pull || service.build->pull};
  request.labels[std::string{plan::label::kProject}] = project.name;
  request.labels[std::string{plan::label::kService}] = service.name;
  request.labels[std::string{plan::label::kComposeVersion}] = std::string{plan::kLabelVersion};
  return request;
}

// What an older engine would pass over without a word.
Task<void> note_older_engine(Session& session, const Service& service) {
  constexpr int kLimitsMinor = 42;
  if (service.build->shm_bytes == 0 && service.build->ulimits.empty()) {
    co_return done();
  }
  VH_CO_TRY(const docker::Version version, co_await session.docker.version());
  if (version.api_minor < kLimitsMinor) {
    session.events.warning(
        service.name,
        fmt::format(
            "this Docker Engine ({}) builds without 'shm_size' and 'ulimits'; 23.0 has them",
            version.engine));
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
  VH_CO_TRY(image::BuiltImage built,
            co_await image::build_image(
                session.docker, session.events, request_for(project, service, options)));
  co_return BuiltService{
      .service = service.name, .image = service.image, .built = std::move(built)};
}

}  // namespace

Task<std::vector<BuiltService>> build(Session& session,
                                      const Project& project,
                                      BuildOptions options) {
  VH_CO_TRY(const auto selected, select_services(project, options.services));
  std::set<std::string> images;
  std::vector<Task<BuiltService>> builds;
  for (const Service* service : selected) {
    if (service->build) {
      // Services that share an image are built once.
      if (images.insert(service->image).second && !options.dry_run) {
        builds.push_back(build_one(session, project, *service, options));
      }
    } else if (!options.services.empty()) {
      session.events.note(service->name,
                          fmt::format("has no build section: its image is '{}'", service->image));
    }
  }
  if (images.empty() && options.services.empty()) {
    session.events.note("", "no service has a build section: nothing to build");
  }
  if (options.dry_run) {
    for (const std::string& image : images) {
      session.events.note("", fmt::format("would build the image {}", image));
    }
  }
  std::vector<BuiltService> built;
  for (Result<BuiltService>& result : co_await run_all(std::move(builds))) {
    if (!result) {
      co_return std::unexpected(std::move(result).error());
    }
    built.push_back(std::move(*result));
  }
  co_return built;
}

Task<void> build_service(Session& session,
                         const Project& project,
                         const Service& service,
                         BuildOptions options) {
  VH_CO_TRY(const BuiltService built,
            co_await build_one(session, project, service, std::move(options)));
  co_return done();
}

}  // namespace voicehub::ops
