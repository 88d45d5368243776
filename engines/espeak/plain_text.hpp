#pragma once

#include <string>
#include <string_view>

namespace voicehub::engines::espeak {

// A text as libespeak-ng may have it: well-formed UTF-8 without controls, which become blanks. To
// the library U+0001 begins a command, and NUL ends the text.
[[nodiscard]] std::string plain_text(std::string_view text);

}  // namespace voicehub::engines::espeak
