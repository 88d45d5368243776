#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"

namespace voicehub::ops {

// Each image with its complete name and the digest that its registry has for it now:
// "docker.io/library/debian:13@sha256:…". The registries are asked all at once.
[[nodiscard]] Task<std::map<std::string, std::string>> resolve_images(
    Session& session, std::vector<std::string> images);

}  // namespace voicehub::ops
