#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace voicehub::engines::utf8 {

constexpr char32_t kReplacement = 0xFFFD;

enum class Form {
  valid,
  ill_formed,  // bytes that begin no character
  cut_short,   // the beginning of a character, up to the end of the text
};

struct Character {
  char32_t code = kReplacement;  // kReplacement too for what is not valid
  std::size_t size = 0;          // bytes; 0 of an empty text
  Form form = Form::valid;
};

// What `text` begins with. Ill-formed bytes come in the units that Unicode recommends to replace by
// one U+FFFD, so however a text is cut, its characters are the same.
[[nodiscard]] Character first_character(std::string_view text);

// What `text` ends with; one byte of it where that is no character.
[[nodiscard]] Character last_character(std::string_view text);

// With U+FFFD for every unit that is ill-formed or cut short.
[[nodiscard]] std::string to_valid(std::string_view bytes);

// Code points; each ill-formed unit counts as one.
[[nodiscard]] std::size_t count_characters(std::string_view text);

}  // namespace voicehub::engines::utf8
