#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace voicehub::engines::whisper {

enum class Utf8 { valid, ill_formed, cut_short };

struct Utf8Sequence {
  Utf8 state = Utf8::valid;
  std::size_t size = 0;  // bytes, at least 1
};

// What `bytes`, which are not empty, begin with: one character; bytes that no character begins
// with; or the beginning of a character, up to the end.
[[nodiscard]] Utf8Sequence first_sequence(std::string_view bytes);

// With U+FFFD for everything ill-formed or cut short.
[[nodiscard]] std::string to_valid_utf8(std::string_view bytes);

}  // namespace voicehub::engines::whisper
