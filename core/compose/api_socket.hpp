#pragma once

#include "core/base/file_system.hpp"
#include "core/compose/load.hpp"
#include "core/compose/node.hpp"

namespace voicehub::compose {

// Writes out what `use_api_socket` stands for, as Docker Compose does: the socket of Docker Engine
// as a mount, and a config with the user's credentials for registries where DOCKER_CONFIG finds it.
// `environment` says where the user's own configuration is.
void expand_api_socket(Node& file, const FileSystem& files, const Environment& environment);

}  // namespace voicehub::compose
