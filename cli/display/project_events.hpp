#pragma once

#include <string>

#include "core/ops/events.hpp"

namespace voicehub::cli {

// "2025-01-02 03:04:05.678901 container start 1aeebda2… (image=tts:1, name=voice-tts-1)", in the
// local time zone.
[[nodiscard]] std::string project_event_text(const ops::ProjectEvent& event);
// As `docker compose events --json`.
[[nodiscard]] std::string project_event_json(const ops::ProjectEvent& event);

}  // namespace voicehub::cli
