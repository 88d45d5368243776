#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub::engines::espeak {

// What is said in a breath.
struct Clause {
  std::string phonemes;  // IPA, with the library's marks of a change of language: "(fr)"
  std::string mark;      // how it ends: ". ", "? ", ", "... without a blank at a sentence's end

  friend bool operator==(const Clause&, const Clause&) = default;
};

using Sentence = std::vector<Clause>;

// The text as espeak-ng would say it with `voice`, as its VoiceList knows it. Text without words
// has no sentences. `not_found` for another voice, `cancelled` soon after a stop is asked for.
[[nodiscard]] Result<std::vector<Sentence>> phonemes_of(std::string_view text,
                                                        const std::string& voice,
                                                        const std::stop_token& stop = {});

// "tˈɛst wˈʌn."
[[nodiscard]] std::string to_text(const Sentence& sentence);

}  // namespace voicehub::engines::espeak
