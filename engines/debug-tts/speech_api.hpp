#pragma once

#include "engines/runtime/router.hpp"

namespace voicehub::engines::debug_tts {

// The voice API: OpenAI's speech route, the plain /tts, and the listings and health checks that
// clients ask for.
[[nodiscard]] Router speech_api();

}  // namespace voicehub::engines::debug_tts
