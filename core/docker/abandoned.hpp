#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/task.hpp"
#include "core/docker/api.hpp"

namespace voicehub::docker {

// What a container, or volume, of ours is for.
inline constexpr std::string_view kRoleLabel = "voicehub.role";

// Removes containers of this role that were made at least `older_than` ago and never started. Left
// behind when voicehub is killed between two calls, where nothing else ends them.
[[nodiscard]] Task<void> remove_abandoned(Api& docker,
                                          std::string role,
                                          std::chrono::seconds older_than);

}  // namespace voicehub::docker
