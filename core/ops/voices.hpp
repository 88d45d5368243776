#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/engine/json.hpp"
#include "core/ops/found_engine.hpp"

namespace voicehub::ops {

struct VoiceList {
  std::string service;
  std::string route;  // "GET /languages" where the engine lists no voices
  std::vector<engine::Voice> voices;
};

// From /v1/audio/voices, else from Piper's /voices, else from /languages.
[[nodiscard]] Task<VoiceList> voices(FoundEngine engine, EventSink& events);

}  // namespace voicehub::ops
