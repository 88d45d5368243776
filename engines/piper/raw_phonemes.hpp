#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace voicehub::engines::piper {

struct TextPart {
  std::string text;
  bool is_phonemes = false;

  friend bool operator==(const TextPart&, const TextPart&) = default;
};

// A text with the phonemes that it gives itself, as in "say [[ həlˈoʊ ]] to her", in its parts.
// Brackets that nothing closes are text.
[[nodiscard]] std::vector<TextPart> parts_of(std::string_view text);

}  // namespace voicehub::engines::piper
