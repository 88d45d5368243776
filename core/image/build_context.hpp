#pragma once

#include <string>

#include "core/base/dockerignore.hpp"
#include "core/base/event.hpp"
#include "core/base/result.hpp"
#include "core/http/client.hpp"
#include "core/project/build_spec.hpp"

namespace voicehub::image {

// What is sent for a build.
struct BuildContext {
  HostPath folder;
  std::string dockerfile;        // where it is in the archive
  std::string dockerfile_shown;  // what a person calls it: "Dockerfile", "docker/gpu.Dockerfile"
  std::string dockerfile_text;
  std::string ignore_shown;  // ".dockerignore", "Dockerfile.dockerignore"; empty: there is none
  DockerIgnore ignore;
  http::BodySource archive;
};

// Reads the Dockerfile and the ignore file that goes with it (`<Dockerfile>.dockerignore`, else
// `.dockerignore`); the rest of the context is read while it is sent. What cannot be sent is told
// to `events`, under `subject`.
[[nodiscard]] Result<BuildContext> open_build_context(const BuildSpec& spec,
                                                      EventSink& events,
                                                      std::string subject);

}  // namespace voicehub::image
