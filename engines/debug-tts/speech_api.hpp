#pragma once

#include "engines/runtime/metrics.hpp"
#include "engines/runtime/model_slot.hpp"
#include "engines/runtime/router.hpp"

namespace voicehub::engines::debug_tts {

// There is nothing to load. Clients see a model all the same, as of every engine.
struct Model {};

// The voice API: OpenAI's speech route and the plain /tts, the listings, what every engine says of
// itself, and the page. The model and the metrics outlive the router.
[[nodiscard]] Router speech_api(ModelSlot<Model>& model, Metrics& metrics);

}  // namespace voicehub::engines::debug_tts
