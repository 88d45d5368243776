#include "engines/text/utf8.hpp"

#include <algorithm>

namespace voicehub::engines::utf8 {
namespace {

constexpr std::size_t kLongestCharacter = 4;  // bytes

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// What may follow a first byte: table 3-7 of the Unicode standard.
struct Shape {
  std::size_t size = 0;  // 0: no character begins so
  unsigned char lowest_second = 0x80;
  unsigned char highest_second = 0xBF;
};

Shape shape_of(unsigned char lead) {
  if (lead < 0x80) {
    return {.size = 1};
  }
  if (lead < 0xC2 || lead > 0xF4) {
    return {};
  }
  if (lead < 0xE0) {
    return {.size = 2};
  }
  if (lead < 0xF0) {
    const unsigned char lowest = lead == 0xE0 ? 0xA0 : 0x80;   // overlong forms
    const unsigned char highest = lead == 0xED ? 0x9F : 0xBF;  // surrogates
    return {.size = 3, .lowest_second = lowest, .highest_second = highest};
  }
  const unsigned char lowest = lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char highest = lead == 0xF4 ? 0x8F : 0xBF;  // above U+10FFFF
  return {.size = 4, .lowest_second = lowest, .highest_second = highest};
}

}  // namespace

Character first_character(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  const auto lead = static_cast<unsigned char>(text.front());
  const Shape shape = shape_of(lead);
  if (shape.size == 0) {
    return {.size = 1, .form = Form::ill_formed};
  }
  char32_t code = shape.size == 1 ? lead : lead & (0x7FU >> shape.size);
  for (std::size_t i = 1; i < shape.size; ++i) {
    if (i == text.size()) {
      return {.size = i, .form = Form::cut_short};
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    const unsigned char lowest = i == 1 ? shape.lowest_second : 0x80;
    const unsigned char highest = i == 1 ? shape.highest_second : 0xBF;
    if (byte < lowest || byte > highest) {
      return {.size = i, .form = Form::ill_formed};
    }
    code = (code << 6U) | (byte & 0x3FU);
  }
  return {.code = code, .size = shape.size};
}

Character last_character(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  std::size_t size = 1;
  while (size < std::min(text.size(), kLongestCharacter) &&
         is_continuation(text[text.size() - size])) {
    ++size;
  }
  const Character character = first_character(text.substr(text.size() - size));
  if (character.form == Form::valid && character.size == size) {
    return character;
  }
  return {.size = 1, .form = Form::ill_formed};
}

std::string to_valid(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const Character character = first_character(bytes);
    text += character.form == Form::valid ? bytes.substr(0, character.size) : "\xEF\xBF\xBD";
    bytes.remove_prefix(character.size);
  }
  return text;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    text.remove_prefix(first_character(text).size);
    ++count;
  }
  return count;
}

}  // namespace voicehub::engines::utf8
