// However a text is cut into pieces, its sentences are the same, none is too long and nothing of it
// is lost; and whatever it is, it can be made speakable.

#include "engines/text/sentences.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engines/text/characters.hpp"
#include "engines/text/speakable.hpp"
#include "engines/text/utf8.hpp"

namespace {

using namespace voicehub::engines;

std::string without_blanks(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const utf8::Character character = utf8::first_character(text);
    if (!is_blank(character.code)) {
      result += text.substr(0, character.size);
    }
    text.remove_prefix(character.size);
  }
  return result;
}

std::vector<std::string> in_pieces(std::string_view text,
                                   std::size_t size,
                                   const SplitOptions& options) {
  SentenceStream stream{options};
  std::vector<std::string> sentences;
  for (std::size_t start = 0; start < text.size(); start += size) {
    std::ranges::move(stream.add(text.substr(start, size)), std::back_inserter(sentences));
  }
  std::ranges::move(stream.finish(), std::back_inserter(sentences));
  return sentences;
}

void check_sentences(std::string_view text, const SplitOptions& options) {
  const std::vector<std::string> sentences = split_sentences(text, options);
  std::string all;
  for (const std::string& sentence : sentences) {
    all += without_blanks(sentence);
    if (sentence.empty() || utf8::count_characters(sentence) > options.longest) {
      __builtin_trap();
    }
  }
  if (all != without_blanks(text) || in_pieces(text, 1, options) != sentences ||
      in_pieces(text, 5, options) != sentences) {
    __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  check_sentences(text, {.longest = 300});
  check_sentences(text, {.longest = 9});
  const std::string spoken = speakable(text);
  check_sentences(spoken, {.longest = 300});
  if (spoken.contains("  ") || spoken.contains("\xEF\xBF\xBD")) {
    __builtin_trap();
  }
  return 0;
}
