#include "core/ops/start.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "core/ops/build.hpp"
#include "core/ops/converge.hpp"
#include "core/ops/pull.hpp"

namespace voicehub::ops {
namespace {

// Without what is not to be done for an image that is missing.
Project restrained(Project project, const StartOptions& options) {
  for (auto& [name, service] : project.services) {
    if (options.no_build) {
      service.build.reset();
    }
    if (options.pull == Pull::never) {
      service.pull_policy = "never";
    }
  }
  return project;
}

// What can be built is not asked for at a registry.
Task<void> pull_all(Session& session, const Project& project, const StartOptions& options) {
  PullOptions asked{.choice = {.services = options.services,
                               .policy = plan::PullPolicy::always,
                               .ignore_buildable = true,
                               .dependencies = !options.no_dependencies}};
  VH_CO_CHECK(co_await pull(session, project, std::move(asked)));
  co_return done();
}

std::vector<std::string> names_of(const std::vector<const Service*>& services) {
  std::vector<std::string> names;
  std::ranges::transform(services, std::back_inserter(names), &Service::name);
  return names;
}

// The services that `start` is about, with what they depend on.
Result<std::vector<const Service*>> meant(const Project& project, const StartOptions& options) {
  VH_TRY(auto services, select_services(project, options.services));
  return options.no_dependencies ? std::move(services) : with_dependencies(project, services);
}

// By pull_policy. One that cannot be had again although it is only old is no reason not to start.
Task<void> refresh(Session& session, const Project& project, const StartOptions& options) {
  VH_CO_TRY(const auto services, meant(project, options));
  std::map<std::string, docker::ImageDetails> images;
  for (const Service* service : services) {
    if (!service->refresh_after || service->build) {
      continue;
    }
    auto image = co_await session.docker.inspect_image(service->image);
    if (image) {
      images.emplace(service->image, *std::move(image));
    } else if (image.error().code != ErrorCode::not_found) {
      co_return std::unexpected(image.error());
    }
  }
  const auto due = plan::due_for_refresh(services, images, std::chrono::system_clock::now());
  for (const bool always : {true, false}) {
    std::vector<const Service*> some;
    std::ranges::copy_if(due, std::back_inserter(some), [&](const Service* service) {
      return (*service->refresh_after == std::chrono::nanoseconds{0}) == always;
    });
    if (!some.empty()) {
      PullOptions asked{.choice = {.services = names_of(some), .policy = plan::PullPolicy::always},
                        .ignore_failures = !always};
      VH_CO_CHECK(co_await pull(session, project, std::move(asked)));
    }
  }
  co_return done();
}

// By pull_policy `build`.
Task<void> build_each_time(Session& session, const Project& project, const StartOptions& options) {
  VH_CO_TRY(auto services, meant(project, options));
  std::erase_if(services, [](const Service* service) {
    return service->pull_policy != "build" || !service->build;
  });
  if (!services.empty()) {
    VH_CO_CHECK(co_await build(session, project, {.services = names_of(services)}));
  }
  co_return done();
}

// What is done for images that are there: what is missing the plan gets.
Task<void> renew_images(Session& session, const Project& project, const StartOptions& options) {
  if (options.pull == Pull::always) {
    VH_CO_CHECK(co_await pull_all(session, project, options));
  } else if (options.pull == Pull::as_file_says) {
    VH_CO_CHECK(co_await refresh(session, project, options));
  }
  if (options.build) {
    VH_CO_CHECK(co_await build(session, project, {.services = options.services}));
  } else {
    VH_CO_CHECK(co_await build_each_time(session, project, options));
  }
  co_return done();
}

}  // namespace

Task<plan::Plan> start(Session& session, const Project& file, StartOptions options) {
  std::optional<Project> changed;
  if (options.no_build || options.pull == Pull::never) {
    changed = restrained(file, options);
  }
  const Project& project = changed ? *changed : file;
  if (!options.dry_run) {
    VH_CO_CHECK(co_await renew_images(session, project, options));
  }
  ConvergeRequest request{.verb = "start",
                          .reconcile = {.goal = plan::Goal::start,
                                        .services = options.services,
                                        .form = options.form,
                                        .recreate = options.recreate,
                                        .recreate_dependencies = options.recreate_dependencies,
                                        .renew_volumes = options.renew_volumes,
                                        .start = !options.create_only,
                                        .overlap = options.overlap,
                                        .no_dependencies = options.no_dependencies,
                                        .remove_orphans = options.remove_orphans,
                                        .stop_timeout = options.stop_timeout},
                          .health_deadline = options.timeout,
                          .dry_run = options.dry_run};
  VH_CO_TRY(Converged converged, co_await converge(session, project, std::move(request)));
  if (!options.dry_run && !options.no_wait && !options.create_only) {
    auto unchanged = converged.plan.empty() ? std::move(converged.observed.containers)
                                            : std::vector<plan::ObservedContainer>{};
    VH_CO_CHECK(co_await await_health(
        session, project, options.services, std::move(unchanged), options.timeout));
  }
  co_return std::move(converged.plan);
}

}  // namespace voicehub::ops
