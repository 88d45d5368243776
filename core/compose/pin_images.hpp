#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/compose/node.hpp"

namespace voicehub::compose {

// The images of the services, each once, that no digest pins.
[[nodiscard]] std::vector<std::string> unpinned_images(const Node& file);

// Puts in the place of each image what `pinned` has for it.
void pin_images(Node& file, const std::map<std::string, std::string>& pinned);

// A file that says nothing but the images of the services: for `-f` after the one it is of.
[[nodiscard]] Node images_only(const Node& file);

}  // namespace voicehub::compose
