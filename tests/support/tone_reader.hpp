#pragma once

#include <string>
#include <string_view>

namespace voicehub::support {

// What the debug engine has said, read back from its 16-bit samples (no WAV header) by listening to
// every 80 ms for the loudest of the 256 tones.
[[nodiscard]] std::string read_tones(std::string_view samples, double speed = 1.0);

}  // namespace voicehub::support
