#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub::image {

// An image under the name that a Dockerfile knows it by.
struct NamedImage {
  std::string name;
  std::string image;
};

// A Dockerfile that knows them, and where its lines have gone.
struct StagedDockerfile {
  std::string text;
  std::size_t first_added = 0;  // line, from 1
  std::size_t added = 0;

  // The line of the Dockerfile as it was; 0 for one that was added.
  [[nodiscard]] std::size_t original_line(std::size_t line) const;
};

// The build API takes no contexts beside the main one, but a stage in front of all others can be
// named in FROM and --from just as well. Refused are names that no stage can have, such as those of
// images, and names of stages that are there. Pure.
[[nodiscard]] Result<StagedDockerfile> with_stages(std::string_view dockerfile,
                                                   const std::vector<NamedImage>& images);

// The image that a folder becomes, of a build of `image`: "team/tts:1" and "Models" are
// "team/tts-context-models:1". Pure.
[[nodiscard]] std::string context_image(std::string_view image, std::string_view name);

}  // namespace voicehub::image
