#pragma once

#include <filesystem>

#include "core/base/result.hpp"

namespace voicehub::engines {

// Each model in external_models/, where users mount theirs, gets a link in models/, where engines
// look; one that is there already stays. On a read-only file system nothing is linked, and the
// engines look in both. `failed`, with the owner and what to do, when models/ is a volume that this
// user cannot write.
[[nodiscard]] Result<void> link_models(const std::filesystem::path& base);

}  // namespace voicehub::engines
