#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "engines/speech/synthesizer.hpp"
#include "engines/tts/tts_settings.hpp"

namespace voicehub::engines::tts {

// Told of what the engine does without, in a line. From any thread.
using Warn = std::function<void(const std::string&)>;

// One way to speak that a program was built with.
struct Kind {
  std::string_view name;  // what TTS_MODEL names: "flite"
  Result<std::unique_ptr<Synthesizer>> (*make)(const TtsSettings& settings, const Warn& warn);
};

Result<std::unique_ptr<Synthesizer>> make_flite(const TtsSettings& settings, const Warn& warn);
Result<std::unique_ptr<Synthesizer>> make_espeak(const TtsSettings& settings, const Warn& warn);
Result<std::unique_ptr<Synthesizer>> make_piper(const TtsSettings& settings, const Warn& warn);

// What speaks, and in which ways.
struct Speakers {
  std::unique_ptr<Synthesizer> synthesizer;
  std::vector<std::string_view> kinds;
};

// Of this program; each program has its own. The first is the default voice's.
[[nodiscard]] std::span<const Kind> kinds();

// What TTS_MODEL and MODEL_PATH ask for. Without them all kinds that need no files of the user's,
// as one, which has spoken already. `usage` for a kind that this program has not and for files that
// are not there: never another voice instead. A voice that nobody named and that cannot be used is
// left out with a warning.
[[nodiscard]] Result<Speakers> make_synthesizer(const TtsSettings& settings, const Warn& warn);

}  // namespace voicehub::engines::tts
