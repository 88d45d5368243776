#pragma once

#include <chrono>
#include <string_view>

namespace voicehub::engines {

// How long a recording lasts by the word of its header, or by how much its format usually needs:
// known before any of it is decoded, and so what a recording may be planned for, but not to be
// relied upon. Never negative; headers may claim anything.
[[nodiscard]] std::chrono::duration<double> likely_duration(std::string_view file);

}  // namespace voicehub::engines
