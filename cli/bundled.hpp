#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/base/paths.hpp"

// The engines that come with voicehub, and so are there where no project is.
namespace voicehub::cli {

// Whether all of `services`, which are not none, are services of the bundled project.
[[nodiscard]] bool are_bundled(std::span<const std::string> services);

// Its compose file: in $VOICEHUB_SHARE, in share/voicehub beside the program's folder, or in the
// sources that the program was built from. Nothing when it is in none of them.
[[nodiscard]] std::optional<HostPath> bundled_file();

}  // namespace voicehub::cli
