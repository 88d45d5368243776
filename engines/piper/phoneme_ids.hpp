#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engines/piper/voice_config.hpp"

namespace voicehub::engines::piper {

// What the network computes at once.
struct Run {
  std::vector<std::string> symbols;  // keys of the voice's phoneme_id_map
  double silence_after = 0;          // seconds
};

struct Symbols {
  std::vector<std::string> known;
  std::vector<std::string> unknown;  // which the voice has not learnt; each once
};

// The phonemes of a sentence as symbols of the voice: in Unicode's NFD, without the flags "(fr)" of
// a change of language, with the voice's phoneme_map; of two symbols that begin alike, the longer,
// so that vowel clusters stay one. The map's own keys are taken as they are: Piper trains with "ç"
// in two symbols even where the map has one for it.
[[nodiscard]] Symbols symbols_of(std::string_view phonemes, const VoiceConfig& config);

// Sentences of more ids than `longest` in pieces: memory grows with the length. They are cut behind
// a mark (, ; :), else at a blank, else anywhere; and behind each phoneme that has a silence.
[[nodiscard]] std::vector<Run> runs_of(const std::vector<std::string>& symbols,
                                       const VoiceConfig& config,
                                       std::size_t longest = 300);

// The beginning, each symbol and the end, with the pad between them.
[[nodiscard]] std::vector<std::int64_t> ids_of(const std::vector<std::string>& symbols,
                                               const VoiceConfig& config);

}  // namespace voicehub::engines::piper
