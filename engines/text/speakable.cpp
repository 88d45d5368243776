#include "engines/text/speakable.hpp"

#include "engines/text/blank_run.hpp"
#include "engines/text/characters.hpp"
#include "engines/text/markdown.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines {
namespace {

std::string_view text_of(Gap gap) {
  switch (gap) {
    case Gap::none: return "";
    case Gap::blank: return " ";
    case Gap::line_break: return "\n";
    case Gap::paragraph: return "\n\n";
  }
  return "";
}

// The straight form of a curly quote, else 0.
char straight_quote(char32_t code) {
  if (std::u32string_view{U"‘’‚‛"}.contains(code)) {
    return '\'';
  }
  return std::u32string_view{U"“”„‟"}.contains(code) ? '"' : '\0';
}

class SpokenText {
 public:
  void add(const utf8::Character& character, std::string_view bytes) {
    if (is_blank(character.code)) {
      blanks_.add(character.code);
      return;
    }
    if (is_emoji(character.code)) {
      blanks_.add(U' ');
      after_emoji_ = true;
      return;
    }
    write_gap(character.code);
    if (const char quote = straight_quote(character.code); quote != '\0') {
      text_ += quote;
    } else {
      text_ += bytes;
    }
    last_ = character.code;
  }

  [[nodiscard]] char32_t last() const { return blanks_.gap() == Gap::none ? last_ : 0; }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void write_gap(char32_t next) {
    // "Great 👍!": the picture's blank goes with it.
    const bool belongs_to_emoji = after_emoji_ && blanks_.gap() == Gap::blank &&
                                  std::u32string_view{U".,;:!?…)"}.contains(next);
    if (!text_.empty() && !belongs_to_emoji) {
      text_ += text_of(blanks_.gap());
    }
    blanks_ = {};
    after_emoji_ = false;
  }

  std::string text_;
  char32_t last_ = 0;
  BlankRun blanks_;
  bool after_emoji_ = false;
};

// Persian and the languages of India spell with zero-width joiners; elsewhere they are noise.
bool is_spelling(char32_t before, char32_t joiner, char32_t after) {
  return (joiner == 0x200C || joiner == 0x200D) && is_joining_script(before) &&
         is_joining_script(after);
}

}  // namespace

std::string speakable(std::string_view text) {
  const std::string words = without_markdown(text);
  SpokenText spoken;
  std::string_view rest = words;
  while (!rest.empty()) {
    const utf8::Character character = utf8::first_character(rest);
    const std::string_view bytes = rest.substr(0, character.size);
    rest.remove_prefix(character.size);
    const bool noise =
        is_invisible(character.code) &&
        !is_spelling(spoken.last(), character.code, utf8::first_character(rest).code);
    if (!noise) {
      spoken.add(character, bytes);
    }
  }
  return spoken.take();
}

}  // namespace voicehub::engines
