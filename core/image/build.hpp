#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/base/event.hpp"
#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/project/build_spec.hpp"

namespace voicehub::image {

struct BuildImageRequest {
  std::string service;  // subject of the events
  BuildSpec spec;
  std::string image;  // name for the result
  docker::Labels labels;
  std::string platform;
  bool no_cache = false;
  bool pull = false;
  // For the base images that are pulled. None: registries are asked as nobody.
  const docker::CredentialStore* credentials = nullptr;
};

struct BuiltImage {
  std::string id;
  bool unchanged = false;  // the daemon returned the id that the name already had
  std::chrono::milliseconds elapsed{0};
};

// Builds what stands beside the context as images of their own, then streams the context (its
// .dockerignore applied here, because the daemon does not) to BuildKit and tells `events` of each
// step: started, its newest output line, finished or cached, failed. A failure carries the failing
// Dockerfile line and the last lines of output. When the coroutine is cancelled the daemon's build
// is cancelled too.
[[nodiscard]] Task<BuiltImage> build_image(docker::Api& docker,
                                           EventSink& events,
                                           BuildImageRequest request);

}  // namespace voicehub::image
