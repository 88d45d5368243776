#pragma once

#include <string>

#include "cli/display/terminal.hpp"
#include "core/ops/say.hpp"
#include "core/ops/voices.hpp"

namespace voicehub::cli {

// "speech.wav  1.9 s of wav · first byte after 12 ms · total 41 ms · real-time factor 0.02"
[[nodiscard]] std::string said_text(const ops::Said& said, const std::string& file);
[[nodiscard]] std::string said_json(const ops::Said& said, const std::string& file);

[[nodiscard]] std::string voices_text(const ops::VoiceList& list, const Terminal& terminal);
[[nodiscard]] std::string voices_json(const ops::VoiceList& list);

}  // namespace voicehub::cli
