#include "engines/flite/readable_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "engines/text/characters.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines::flite {
namespace {

struct Replacement {
  char32_t code;
  std::string_view text;
};

constexpr std::array kReplacements{
    Replacement{0xA3, " pounds "}, Replacement{0xB0, " degrees "}, Replacement{0xC6, "AE"},
    Replacement{0xDE, "Th"},       Replacement{0xDF, "ss"},        Replacement{0xE6, "ae"},
    Replacement{0xFE, "th"},       Replacement{0x132, "IJ"},       Replacement{0x133, "ij"},
    Replacement{0x152, "OE"},      Replacement{0x153, "oe"},       Replacement{0x2018, "'"},
    Replacement{0x2019, "'"},      Replacement{0x201C, "\""},      Replacement{0x201D, "\""},
    Replacement{0x2010, "-"},      Replacement{0x2011, "-"},       Replacement{0x2012, ", "},
    Replacement{0x2013, ", "},     Replacement{0x2014, ", "},      Replacement{0x2026, "... "},
    Replacement{0x20AC, " euros "}};

// The letters of U+00C0 to U+017F without their marks.
constexpr char32_t kFirstLatin = 0xC0;
constexpr std::string_view kLatin =
    "AAAAAAACEEEEIIIIDNOOOOO OUUUUY  aaaaaaaceeeeiiiidnooooo ouuuuy y"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi  JjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOo  RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

// What `code`, which is not ASCII, is read as; nothing for what flite has no sound for.
std::string_view replacement(char32_t code) {
  const auto* const found = std::ranges::find(kReplacements, code, &Replacement::code);
  if (found != kReplacements.end()) {
    return found->text;
  }
  if (code < kFirstLatin || code >= kFirstLatin + kLatin.size()) {
    return {};
  }
  const std::string_view letter = kLatin.substr(code - kFirstLatin, 1);
  return letter == " " ? std::string_view{} : letter;
}

bool is_printable(char byte) {
  return byte > ' ' && byte <= '~';
}

bool is_ascii_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

bool is_alphanumeric(char byte) {
  return is_ascii_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

// Whether a comma may be dropped that three digits follow, as in 1,000,000.
bool groups_thousands(std::string_view after) {
  return after.size() >= 3 && std::ranges::all_of(after.substr(0, 3), is_ascii_digit) &&
         (after.size() == 3 || !is_ascii_digit(after[3]));
}

// No comma stands between digits any more: flite reads beyond its table of digits for "$1,000
// million". The others part a list: "1,2" becomes "1, 2".
std::string without_digit_commas(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool between_digits = text[at] == ',' && at > 0 && is_ascii_digit(text[at - 1]) &&
                                at + 1 < text.size() && is_ascii_digit(text[at + 1]);
    if (!between_digits) {
      result += text[at];
    } else if (!groups_thousands(text.substr(at + 1))) {
      result += ", ";
    }
  }
  return result;
}

class Writer {
 public:
  void put(char byte) {
    if (!is_printable(byte)) {
      space();
      return;
    }
    const bool is_mark = !is_alphanumeric(byte);
    if (is_mark && marks_ == kMostMarks) {
      return;
    }
    if (word_ == kLongestWord) {
      space();
    }
    marks_ = is_mark ? marks_ + 1 : 0;
    ++word_;
    text_ += byte;
  }

  void put(std::string_view bytes) {
    for (const char byte : bytes) {
      put(byte);
    }
  }

  std::string take() {
    if (text_.ends_with(' ')) {
      text_.pop_back();
    }
    return without_digit_commas(text_);
  }

 private:
  static constexpr std::size_t kLongestWord = 48;
  static constexpr std::size_t kMostMarks = 4;

  void space() {
    word_ = 0;
    if (!text_.empty() && text_.back() != ' ') {
      text_ += ' ';
    }
  }

  std::string text_;
  std::size_t word_ = 0;   // length of the word so far
  std::size_t marks_ = 0;  // in a row, blanks between them or not
};

}  // namespace

ReadableText readable(std::string_view text) {
  Writer writer;
  bool lost_words = false;
  while (!text.empty()) {
    const utf8::Character character = utf8::first_character(text);
    if (character.code < 0x80) {
      writer.put(static_cast<char>(character.code));
    } else if (const std::string_view bytes = replacement(character.code); !bytes.empty()) {
      writer.put(bytes);
    } else if (!extends_character(character.code)) {
      lost_words = lost_words || is_word(character.code);
      writer.put(' ');
    }
    text.remove_prefix(character.size);
  }
  return {.text = writer.take(), .lost_words = lost_words};
}

bool has_words(std::string_view text) {
  return std::ranges::any_of(text, is_alphanumeric);
}

}  // namespace voicehub::engines::flite
