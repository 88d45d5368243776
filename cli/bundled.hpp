#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/paths.hpp"
#include "core/engine/local_process.hpp"

// The engines that come with voicehub, and so are there where no project is.
namespace voicehub::cli {

// Whether all of `services`, which are not none, are services of the bundled project.
[[nodiscard]] bool are_bundled(std::span<const std::string> services);

// Its compose file: in $VOICEHUB_SHARE, in share/voicehub beside the program's folder, or in the
// sources that the program was built from. Nothing when it is in none of them.
[[nodiscard]] std::optional<HostPath> bundled_file();

// The same as processes: their programs from libexec/voicehub beside the program's folder, or from
// the build that this program is of; a folder for each in $XDG_DATA_HOME/voicehub. `tts` speaks
// English alone where its program with all voices is not there.
[[nodiscard]] std::vector<engine::LocalEngine> bundled_engines();

}  // namespace voicehub::cli
