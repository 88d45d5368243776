#include "engines/piper/raw_phonemes.hpp"

#include "core/base/text.hpp"

namespace voicehub::engines::piper {

std::vector<TextPart> parts_of(std::string_view text) {
  std::vector<TextPart> parts;
  const auto add = [&](std::string_view part, bool is_phonemes) {
    if (!trim(part).empty()) {
      parts.push_back({.text = std::string{trim(part)}, .is_phonemes = is_phonemes});
    }
  };
  while (true) {
    const auto open = text.find("[[");
    const auto close = open == std::string_view::npos ? open : text.find("]]", open + 2);
    if (close == std::string_view::npos) {
      add(text, false);
      return parts;
    }
    add(text.substr(0, open), false);
    add(text.substr(open + 2, close - open - 2), true);
    text.remove_prefix(close + 2);
  }
}

}  // namespace voicehub::engines::piper
