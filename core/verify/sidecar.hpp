#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/api.hpp"

namespace voicehub::verify {

// Asks about a container whose image has no tools: runs voicehub-agent in a container of its own
// that shares the other's process namespace, and so reaches its files through /proc/1/root. The
// image is our program alone, imported once (voicehub/probe:<digest>) and kept. The sidecar is
// removed before this returns; when voicehub itself is killed meanwhile, it ends by itself and the
// daemon removes it.
[[nodiscard]] Task<std::string> ask_sidecar(docker::Api& docker,
                                            docker::ContainerDetails container,
                                            std::vector<std::string> words,
                                            std::chrono::seconds deadline);

}  // namespace voicehub::verify
