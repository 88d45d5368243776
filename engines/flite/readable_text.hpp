#pragma once

#include <string>
#include <string_view>

namespace voicehub::engines::flite {

struct ReadableText {
  std::string text;
  bool lost_words = false;  // letters or digits that flite has no sound for
};

// A text, in UTF-8, as flite can read it aloud: printable ASCII and single spaces. Letters with
// accents lose them, typographic quotes and dashes become plain ones, controls, ill-formed bytes
// and all else become spaces. Words and runs of punctuation have a bounded length: flite recurses
// over the one and writes beyond its buffer for the other.
[[nodiscard]] ReadableText readable(std::string_view text);

// Whether there is anything to say in a readable text.
[[nodiscard]] bool has_words(std::string_view text);

}  // namespace voicehub::engines::flite
