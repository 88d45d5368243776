#include "engines/text/joined_text.hpp"

#include "engines/text/characters.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines {
namespace {

bool is_wide(char32_t code) {
  const bool is_wide_punctuation =
      (code >= 0x3001 && code <= 0x301F) || (code >= 0xFF01 && code <= 0xFF65);
  return is_cjk(code) || is_wide_punctuation;
}

bool need_space_between(std::string_view before, std::string_view after) {
  return !is_wide(utf8::last_character(before).code) || !is_wide(utf8::first_character(after).code);
}

}  // namespace

std::string on_one_line(std::string_view text) {
  std::string line;
  bool after_blank = false;
  while (!text.empty()) {
    const utf8::Character character = utf8::first_character(text);
    const bool blank = is_blank(character.code) || character.code == 0;
    if (!blank) {
      line += after_blank && !line.empty() ? " " : "";
      line += text.substr(0, character.size);
    }
    after_blank = blank;
    text.remove_prefix(character.size);
  }
  return line;
}

std::string joined_text(std::span<const Segment> segments) {
  std::string joined;
  for (const Segment& segment : segments) {
    const std::string text = on_one_line(segment.text);
    if (text.empty()) {
      continue;
    }
    if (!joined.empty() && need_space_between(joined, text)) {
      joined += ' ';
    }
    joined += text;
  }
  return joined;
}

}  // namespace voicehub::engines
