#include "engines/whisper_onnx/estimated_words.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "engines/text/joined_text.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines::whisper {
namespace {

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

}  // namespace

std::vector<Word> estimated_words(const Segment& segment) {
  const std::string line = on_one_line(segment.text);
  const double characters = static_cast<double>(utf8::count_characters(line));
  const double per_character = line.empty() ? 0 : (segment.end - segment.start) / characters;
  std::vector<Word> words;
  std::size_t before = 0;
  for (const std::string_view word : split(line)) {
    const std::size_t after = before + utf8::count_characters(word);
    words.push_back({.start = segment.start + static_cast<double>(before) * per_character,
                     .end = segment.start + static_cast<double>(after) * per_character,
                     .text = std::string{word}});
    before = after + 1;
  }
  return words;
}

}  // namespace voicehub::engines::whisper
