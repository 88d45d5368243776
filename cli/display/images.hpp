#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/display/terminal.hpp"
#include "core/ops/images.hpp"

namespace voicehub::cli {

[[nodiscard]] std::string images_text(
    const std::vector<ops::ContainerImage>& images,
    const Terminal& terminal,
    std::chrono::system_clock::time_point now = std::chrono::system_clock::now());
// As `docker compose images --format json`, and when the image was made.
[[nodiscard]] std::string images_json(const std::vector<ops::ContainerImage>& images);
// Each once, without "sha256:".
[[nodiscard]] std::string image_ids(const std::vector<ops::ContainerImage>& images);

}  // namespace voicehub::cli
