#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "core/base/result.hpp"
#include "engines/speech/synthesizer.hpp"
#include "engines/tts/tts_settings.hpp"

namespace voicehub::engines::tts {

// One way to speak that a program was built with.
struct Kind {
  std::string_view name;  // what TTS_MODEL names: "flite"
  Result<std::unique_ptr<Synthesizer>> (*make)(const TtsSettings& settings);
};

Result<std::unique_ptr<Synthesizer>> make_flite(const TtsSettings& settings);
Result<std::unique_ptr<Synthesizer>> make_espeak(const TtsSettings& settings);
Result<std::unique_ptr<Synthesizer>> make_piper(const TtsSettings& settings);

// Of this program; each program has its own. The first is the default voice's.
[[nodiscard]] std::span<const Kind> kinds();

// What TTS_MODEL and MODEL_PATH ask for. Without them all kinds that need no files of the user's,
// as one. `usage` for a kind that this program has not and for files that are not there: never
// another voice instead.
[[nodiscard]] Result<std::unique_ptr<Synthesizer>> make_synthesizer(const TtsSettings& settings);

}  // namespace voicehub::engines::tts
