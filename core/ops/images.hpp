#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/types.hpp"
#include "core/ops/session.hpp"
#include "core/plan/observed_state.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

// The image that a container was made of.
struct ContainerImage {
  std::string container;
  std::string repository;  // empty: the image has no name any more
  std::string tag;
  std::string platform;  // "linux/arm64/v8"; empty: the daemon does not say
  std::string id;
  std::uint64_t size = 0;
  std::chrono::system_clock::time_point created;
  std::chrono::system_clock::time_point tagged;
};

// `images`: by id. A container whose image is gone keeps what its own entry says. Pure.
[[nodiscard]] std::vector<ContainerImage> images_of(
    const std::vector<plan::ObservedContainer>& containers,
    const std::map<std::string, docker::ImageDetails>& images);

// Of the containers of the services (all, when none is named), by the names of the containers.
[[nodiscard]] Task<std::vector<ContainerImage>> images(Session& session,
                                                       const Project& project,
                                                       std::vector<std::string> services);

}  // namespace voicehub::ops
