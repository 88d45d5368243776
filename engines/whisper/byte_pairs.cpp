#include "engines/whisper/byte_pairs.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>

namespace voicehub::engines::whisper {
namespace {

// Joining takes time that grows with the square of the length.
constexpr std::size_t kMostWordBytes = 64;

enum class Kind { space, letter, digit, sign };

Kind kind_of(char c) {
  if (c == ' ' || (c >= '\t' && c <= '\r')) {
    return Kind::space;
  }
  if (c >= '0' && c <= '9') {
    return Kind::digit;
  }
  const bool ascii = static_cast<unsigned char>(c) < 0x80;
  const bool ascii_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return !ascii || ascii_letter ? Kind::letter : Kind::sign;
}

std::size_t run_length(std::string_view text, Kind kind) {
  const auto* const end = std::ranges::find_if(text, [=](char c) { return kind_of(c) != kind; });
  return static_cast<std::size_t>(end - text.begin());
}

std::size_t ending_length(std::string_view text) {
  constexpr std::array<std::string_view, 7> kEndings{"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};
  for (const std::string_view ending : kEndings) {
    if (text.starts_with(ending)) {
      return ending.size();
    }
  }
  return 0;
}

std::size_t word_length(std::string_view text) {
  if (const std::size_t ending = ending_length(text); ending > 0) {
    return ending;
  }
  const std::size_t spaces = run_length(text, Kind::space);
  if (spaces == text.size()) {
    return spaces;
  }
  if (spaces > 1) {
    return spaces - 1;  // the last belongs to the word, if it is a plain one
  }
  if (spaces == 1 && text.front() != ' ') {
    return 1;
  }
  return spaces + run_length(text.substr(spaces), kind_of(text[spaces]));
}

using RangeLookup = std::function<std::optional<int>(std::size_t begin, std::size_t end)>;

// Which bound goes when the pair with the lowest token is joined; 0 when no pair is a token.
std::size_t best_joint(std::span<const std::size_t> bounds, const RangeLookup& between) {
  std::size_t best = 0;
  int lowest = std::numeric_limits<int>::max();
  for (std::size_t n = 1; n + 1 < bounds.size(); ++n) {
    const int token = between(bounds[n - 1], bounds[n + 1]).value_or(lowest);
    if (token < lowest) {
      lowest = token;
      best = n;
    }
  }
  return best;
}

}  // namespace

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t length = word_length(text.substr(0, kMostWordBytes));
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return words;
}

void append_tokens(std::string_view word, const TokenLookup& find, std::vector<int>& tokens) {
  if (const std::optional<int> whole = find(word)) {
    tokens.push_back(*whole);
    return;
  }
  const auto between = [&](std::size_t begin, std::size_t end) {
    return find(word.substr(begin, end - begin));
  };
  std::vector<std::size_t> bounds(word.size() + 1);  // of the parts, which begin as single bytes
  std::iota(bounds.begin(), bounds.end(), std::size_t{0});
  while (const std::size_t joint = best_joint(bounds, between)) {
    bounds.erase(bounds.begin() + static_cast<std::ptrdiff_t>(joint));
  }
  for (std::size_t n = 1; n < bounds.size(); ++n) {
    if (const std::optional<int> token = between(bounds[n - 1], bounds[n])) {
      tokens.push_back(*token);
    }
  }
}

}  // namespace voicehub::engines::whisper
