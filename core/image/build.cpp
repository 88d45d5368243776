#include "core/image/build.hpp"

#include <random>
#include <utility>

#include <fmt/format.h>

#include "core/image/build_context.hpp"
#include "core/image/build_failure.hpp"
#include "core/image/build_session.hpp"
#include "core/image/build_steps.hpp"
#include "core/image/run_build.hpp"

namespace voicehub::image {
namespace {

// Unique on the daemon: a reused id can be cancelled by the clean-up of the older build.
std::string new_build_id() {
  std::random_device random;
  return fmt::format("voicehub-{:08x}{:08x}{:08x}", random(), random(), random());
}

std::vector<docker::Ulimit> ulimits_of(const BuildSpec& spec) {
  std::vector<docker::Ulimit> limits;
  for (const auto& [name, limit] : spec.ulimits) {
    limits.push_back({.name = name, .soft = limit.soft, .hard = limit.hard});
  }
  return limits;
}

docker::BuildRequest to_request(const BuildImageRequest& request, BuildContext& context) {
  const BuildSpec& spec = request.spec;
  docker::BuildRequest build{.remote = spec.remote,
                             .tags = {request.image},
                             .dockerfile = context.dockerfile,
                             .args = spec.args,
                             .target = spec.target,
                             .labels = spec.labels,
                             .cache_from = spec.cache_from,
                             .network_mode = spec.network,
                             .extra_hosts = spec.extra_hosts,
                             .platform = request.platform,
                             .shm_bytes = spec.shm_bytes,
                             .ulimits = ulimits_of(spec),
                             .no_cache = request.no_cache || spec.no_cache,
                             .pull = request.pull || spec.pull,
                             .build_id = new_build_id(),
                             .tar = std::move(context.archive)};
  build.tags.insert(build.tags.end(), spec.tags.begin(), spec.tags.end());
  for (const auto& [key, value] : request.labels) {
    build.labels[key] = value;
  }
  if (!spec.cache_to.empty()) {
    build.args["BUILDKIT_INLINE_CACHE"] = "1";
  }
  return build;
}

// Empty when there is no such image yet.
Task<std::string> image_id(docker::Api& docker, std::string reference) {
  const auto image = co_await docker.inspect_image(std::move(reference));
  if (!image && image.error().code == ErrorCode::not_found) {
    co_return std::string{};
  }
  if (!image) {
    co_return std::unexpected(image.error());
  }
  co_return image->id;
}

void warn_of_missing(EventSink& events, const BuildImageRequest& request) {
  for (const BuildSecret& secret : request.spec.secrets) {
    if (secret.missing) {
      events.warning(request.service,
                     fmt::format("builds without a secret: {}", secret.missing->message));
    }
  }
}

// Why BuildKit refused the build. Only a failure asks what kind of engine it is.
boost::asio::awaitable<Error> failure_of(docker::Api& docker, Error explained) {
  if (!explained.cause.contains("failed to read downloaded context")) {
    co_return explained;
  }
  const auto engine = co_await docker.info();
  if (engine && engine->containerd_image_store) {
    explained.code = ErrorCode::unsupported;
    explained.hint =
        "this Docker Engine keeps its images in containerd, and before version 27.5 it cannot "
        "build "
        "from a context that is sent to it: update it, or set features.containerd-snapshotter to "
        "false in its daemon.json";
  }
  co_return explained;
}

Task<BuiltImage> build_from(docker::Api& docker,
                            EventSink& events,
                            const BuildImageRequest& request,
                            BuildContext context) {
  VH_CO_TRY(auto services, services_for(request, context));
  warn_of_missing(events, request);
  VH_CO_TRY(const std::string before, co_await image_id(docker, request.image));
  BuildSteps steps{events, request.service};
  docker::LineSink sink = [&steps](std::string_view line) -> Result<void> {
    VH_TRY(const ProgressRecord record, decode_progress(line));
    steps.add(record);
    return done();
  };
  docker::BuildRequest build = to_request(request, context);
  VH_CO_CHECK(co_await run_build(docker, std::move(build), std::move(sink), std::move(services)));
  if (!steps.error().empty()) {
    Error explained = explain_failure(request.service, context, steps);
    co_return std::unexpected(co_await failure_of(docker, std::move(explained)));
  }
  if (steps.image_id().empty()) {
    co_return make_error(ErrorCode::failed,
                         fmt::format("build of {} ended without an image", request.service),
                         "look at the log of the Docker Engine");
  }
  co_return BuiltImage{.id = steps.image_id(), .unchanged = steps.image_id() == before};
}

// The build API takes one context: a folder beside it is an image of its own first.
Task<std::string> build_folder(docker::Api& docker,
                               EventSink& events,
                               const BuildImageRequest& whole,
                               const NamedContext& named) {
  BuildImageRequest request{.service = whole.service,
                            .image = context_image(whole.image, named.name),
                            .labels = whole.labels,
                            .platform = whole.platform};
  VH_CO_TRY(BuildContext context, open_folder_context(named.folder, events, request.service));
  VH_CO_CHECK(co_await build_from(docker, events, request, std::move(context)));
  co_return request.image;
}

Task<std::vector<NamedImage>> build_named_contexts(docker::Api& docker,
                                                   EventSink& events,
                                                   const BuildImageRequest& request) {
  std::vector<NamedImage> images;
  for (const NamedContext& named : request.spec.contexts) {
    std::string image = named.image;
    if (image.empty()) {
      VH_CO_TRY(image, co_await build_folder(docker, events, request, named));
    }
    images.push_back({.name = named.name, .image = std::move(image)});
  }
  co_return images;
}

Task<BuiltImage> build_whole(docker::Api& docker,
                             EventSink& events,
                             const BuildImageRequest& request) {
  const BuildSpec& spec = request.spec;
  if (!spec.remote.empty()) {
    co_return co_await build_from(
        docker,
        events,
        request,
        {.dockerfile = spec.dockerfile, .dockerfile_shown = spec.dockerfile});
  }
  VH_CO_TRY(const auto images, co_await build_named_contexts(docker, events, request));
  VH_CO_TRY(BuildContext context, open_build_context(spec, images, events, request.service));
  co_return co_await build_from(docker, events, request, std::move(context));
}

}  // namespace

Task<BuiltImage> build_image(docker::Api& docker, EventSink& events, BuildImageRequest request) {
  const auto begin = std::chrono::steady_clock::now();
  VH_CO_TRY(BuiltImage built, co_await build_whole(docker, events, request));
  built.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  co_return built;
}

}  // namespace voicehub::image
