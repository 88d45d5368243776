#pragma once

#include <string>

#include "core/base/dockerignore.hpp"
#include "core/base/event.hpp"
#include "core/base/result.hpp"
#include "core/http/client.hpp"
#include "core/image/named_contexts.hpp"
#include "core/project/build_spec.hpp"

namespace voicehub::image {

// What is sent for a build.
struct BuildContext {
  HostPath folder;
  std::string dockerfile;        // where it is in the archive
  std::string dockerfile_shown;  // what a person calls it: "Dockerfile", "docker/gpu.Dockerfile"
  StagedDockerfile staged;       // the Dockerfile as it is sent
  std::string ignore_shown;      // ".dockerignore", "Dockerfile.dockerignore"; empty: there is none
  DockerIgnore ignore;
  http::BodySource archive;
};

// Reads the Dockerfile and the ignore file that goes with it (`<Dockerfile>.dockerignore`, else
// `.dockerignore`); the rest of the context is read while it is sent. The Dockerfile knows `images`
// by their names. What cannot be sent is told to `events`, under `subject`.
[[nodiscard]] Result<BuildContext> open_build_context(const BuildSpec& spec,
                                                      const std::vector<NamedImage>& images,
                                                      EventSink& events,
                                                      std::string subject);

// A folder, its .dockerignore applied, as the whole of an image.
[[nodiscard]] Result<BuildContext> open_folder_context(const HostPath& folder,
                                                       EventSink& events,
                                                       std::string subject);

}  // namespace voicehub::image
