#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "engines/piper/voice_config.hpp"

namespace voicehub::engines::piper {

// The phonemes of a text, sentence by sentence, as the voice's configuration wants them made: by
// espeak-ng, or its letters. [[ phonemes ]] in the text are taken as they are. `not_found` for a
// voice that espeak-ng has not.
[[nodiscard]] Result<std::vector<std::string>> phoneme_sentences(std::string_view text,
                                                                 const VoiceConfig& config,
                                                                 const std::stop_token& stop);

}  // namespace voicehub::engines::piper
