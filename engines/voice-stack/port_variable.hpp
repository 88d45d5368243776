#pragma once

#include <string_view>

namespace voicehub::engines {

// PORT for the engine of this mode, asr or tts: what it was given, unless that is nothing or empty.
[[nodiscard]] const char* port_of_mode(std::string_view mode, const char* given);

}  // namespace voicehub::engines
