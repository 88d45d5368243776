#include "engines/text/sentence_end.hpp"

#include <cstddef>

#include "engines/text/abbreviations.hpp"
#include "engines/text/characters.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines {
namespace {

// What the sentence ends with, before closing quotes and brackets.
enum class Stop {
  none,
  full_stop,  // . which means many things
  ellipsis,   // ... or …
  mark,       // ! or ?, before a blank
  certain,    // 。 and others that are used for nothing else
};

struct Ending {
  Stop stop = Stop::none;
  bool closed = false;         // a closing quote or bracket is after the stop
  bool is_wide_point = false;  // ．, which is a decimal point too
  std::string_view words;      // the sentence without stop and quotes
};

bool is_certain_stop(char32_t code) {
  return std::u32string_view{U"。！？｡．؟۔।॥։።፧។၊။‼⁇⁈⁉"}.contains(code);
}

bool is_stop(char32_t code) {
  constexpr char32_t kGreekQuestionMark = 0x37E;
  return code == U'.' || code == U'!' || code == U'?' || code == U'…' ||
         code == kGreekQuestionMark || is_certain_stop(code);
}

char32_t first(std::string_view text) {
  return utf8::first_character(text).code;
}

// Without the quotes and brackets after the stop. More of them than anybody writes are none, so
// that a text of nothing else does not cost its length squared.
std::string_view without_closing(std::string_view text) {
  constexpr int kMost = 8;
  for (int i = 0; i < kMost && !text.empty(); ++i) {
    const utf8::Character character = utf8::last_character(text);
    if (!is_closing(character.code)) {
      break;
    }
    text.remove_suffix(character.size);
    const bool french = character.code == U'»' || character.code == U'›';
    if (french && text.ends_with(' ')) {
      text.remove_suffix(1);
    }
  }
  return text;
}

Ending ending_of(std::string_view sentence) {
  constexpr int kMostStops = 8;
  Ending ending{.words = without_closing(sentence)};
  ending.closed = ending.words.size() != sentence.size();
  for (int i = 0; i < kMostStops && !ending.words.empty(); ++i) {
    const utf8::Character character = utf8::last_character(ending.words);
    if (!is_stop(character.code)) {
      break;
    }
    ending.words.remove_suffix(character.size);
    Stop stop = ending.stop == Stop::none ? Stop::full_stop : Stop::ellipsis;
    if (is_certain_stop(character.code)) {
      stop = Stop::certain;
    } else if (character.code != U'.') {
      stop = character.code == U'…' ? Stop::ellipsis : Stop::mark;
    }
    ending.is_wide_point = ending.stop == Stop::none && character.code == U'．';
    ending.stop = stop > ending.stop ? stop : ending.stop;
  }
  return ending;
}

// Whether `code`, right after the stop, belongs to the sentence.
bool closes(char32_t code, const Ending& ending, bool in_quotes) {
  if (ending.stop != Stop::certain) {
    return is_closing(code);
  }
  if (code == U'"') {
    return in_quotes;
  }
  return is_closing(code) && !std::u32string_view{U"“‘«‹"}.contains(code);
}

Verdict without_blank(const SentenceSoFar& sentence, const Ending& ending, char32_t next) {
  bool ends = false;
  if (is_stop(next) || closes(next, ending, sentence.in_quotes)) {
    return Verdict::goes_on;
  }
  switch (ending.stop) {
    case Stop::certain:
      // 「行く。」と言った: a particle goes on with the sentence around the quote.
      ends = !is_comma(next) && !(ending.closed && is_hiragana(next)) &&
             !(ending.is_wide_point && is_digit(next));
      break;
    case Stop::mark: ends = is_cjk(next) || next == U'¿' || next == U'¡'; break;
    case Stop::full_stop:
      ends = is_cjk(next) && is_cjk(utf8::last_character(ending.words).code) &&
             !ends_in_address(ending.words);
      break;
    default: break;
  }
  return ends ? Verdict::ends : Verdict::goes_on;
}

// The first word after a blank, behind quotes, brackets and dashes.
struct Start {
  char32_t letter = 0;  // 0: there is none yet
  bool after_dash = false;
  std::string_view text;  // from the letter
};

Start start_of(std::string_view text) {
  constexpr int kMost = 6;
  Start start;
  for (int i = 0; i < kMost; ++i) {
    const utf8::Character character = utf8::first_character(text);
    const bool dash = is_dash(character.code);
    const bool skipped =
        dash || is_opening(character.code) || character.code == char32_t{kBlankMark};
    if (text.empty() || !skipped) {
      break;
    }
    start.after_dash = start.after_dash || dash;
    text.remove_prefix(character.size);
  }
  start.text = text;
  start.letter = text.empty() ? 0 : first(text);
  return start;
}

struct NextWord {
  std::string_view word;
  bool complete = false;
  bool has_full_stop = false;  // "A." is an initial
};

NextWord next_word(std::string_view text, bool is_all) {
  constexpr std::size_t kLongest = 32;
  std::size_t size = 0;
  while (size < text.size() && size < kLongest) {
    const utf8::Character character = utf8::first_character(text.substr(size));
    if (!is_word(character.code)) {
      break;
    }
    size += character.size;
  }
  return {.word = text.substr(0, size),
          .complete = is_all || size < text.size() || size >= kLongest,
          .has_full_stop = text.substr(size).starts_with('.')};
}

Verdict after_full_stop(const SentenceSoFar& sentence,
                        const Ending& ending,
                        const Start& start,
                        bool is_all) {
  StopWord before = stop_word(ending.words);
  if (before == StopWord::item && sentence.is_rest) {
    before = StopWord::word;
  }
  if (before == StopWord::title || before == StopWord::item || before == StopWord::ordinal) {
    return Verdict::goes_on;
  }
  if (is_lower(start.letter)) {
    // Who writes without capitals writes all sentences so.
    const bool ends = sentence.begins_lower && !start.after_dash && !ending.closed &&
                      (before == StopWord::word || before == StopWord::number);
    return ends ? Verdict::ends : Verdict::goes_on;
  }
  if (before == StopWord::word) {
    return Verdict::ends;
  }
  if (is_digit(start.letter)) {
    return before == StopWord::number ? Verdict::ends : Verdict::goes_on;
  }
  if (before == StopWord::last || before == StopWord::before_number) {
    return Verdict::ends;
  }
  const NextWord next = next_word(start.text, is_all);
  if (!next.complete) {
    return Verdict::unknown;
  }
  const bool ends = before == StopWord::number ? !is_month_after_ordinal(next.word)
                                               : begins_sentences(next.word) && !next.has_full_stop;
  return ends ? Verdict::ends : Verdict::goes_on;
}

// « Bonjour ! » dit-il: here the quote closes; Er kam. »Hallo«: here it opens.
Verdict french_quote(std::string_view text, bool is_all) {
  text.remove_prefix(utf8::first_character(text).size);
  if (text.empty() && !is_all) {
    return Verdict::unknown;
  }
  return text.empty() || !(is_word(first(text)) || is_opening(first(text))) ? Verdict::goes_on
                                                                            : Verdict::ends;
}

Verdict after_blank(const SentenceSoFar& sentence,
                    const Ending& ending,
                    std::string_view text,
                    bool is_all) {
  const char32_t next = first(text);
  if (is_stop(next) || is_comma(next) || std::u32string_view{U")]}:"}.contains(next)) {
    return Verdict::goes_on;
  }
  if (next == U'»' || next == U'›') {
    const Verdict quote = french_quote(text, is_all);
    if (quote != Verdict::ends) {
      return quote;
    }
  }
  if (ending.stop == Stop::certain) {
    return Verdict::ends;
  }
  const Start start = start_of(text);
  if (start.letter == 0) {
    return is_all ? Verdict::ends : Verdict::unknown;
  }
  switch (ending.stop) {
    case Stop::full_stop: return after_full_stop(sentence, ending, start, is_all);
    case Stop::ellipsis: return is_lower(start.letter) ? Verdict::goes_on : Verdict::ends;
    default: break;
  }
  // "Wait!" he said. —¡Hola! —dijo ella.
  const bool goes_on = (ending.closed || start.after_dash) && is_lower(start.letter);
  return goes_on ? Verdict::goes_on : Verdict::ends;
}

// Whether a line that begins with a small letter is an item of a list: "b) …", "iv) …", "b. …".
Verdict is_item(std::string_view line, bool is_all) {
  constexpr std::size_t kLongest = 4;
  std::size_t letters = 0;
  while (letters < line.size() && letters <= kLongest && line[letters] >= 'a' &&
         line[letters] <= 'z') {
    ++letters;
  }
  const std::string_view mark = line.substr(letters);
  if (letters > kLongest || (!mark.empty() && !mark.starts_with(')') && !mark.starts_with('.'))) {
    return Verdict::goes_on;
  }
  if (mark.starts_with(')')) {
    return Verdict::ends;
  }
  if (mark.size() < 2) {
    return is_all ? Verdict::goes_on : Verdict::unknown;
  }
  return letters == 1 && mark[1] == kBlankMark ? Verdict::ends : Verdict::goes_on;
}

Verdict at_line_break(const SentenceSoFar& sentence,
                      const Ending& ending,
                      std::string_view line,
                      bool is_all) {
  const bool title = ending.stop == Stop::full_stop && stop_word(ending.words) == StopWord::title;
  if (!is_lower(first(line))) {
    return title ? Verdict::goes_on : Verdict::ends;
  }
  const Verdict item = is_item(line, is_all);
  if (item != Verdict::goes_on || ending.stop == Stop::none) {
    return item;
  }
  return after_blank(sentence, ending, line, is_all);
}

}  // namespace

Verdict sentence_end(const SentenceSoFar& sentence, std::string_view following, bool is_all) {
  if (!sentence.has_word) {
    return Verdict::goes_on;
  }
  const char mark = following.front();
  if (mark == kParagraphMark) {
    return Verdict::ends;
  }
  const Ending ending = ending_of(sentence.text);
  if (mark == kLineBreakMark) {
    return at_line_break(sentence, ending, following.substr(1), is_all);
  }
  if (ending.stop == Stop::none) {
    return Verdict::goes_on;
  }
  if (mark == kBlankMark) {
    return after_blank(sentence, ending, following.substr(1), is_all);
  }
  return without_blank(sentence, ending, first(following));
}

}  // namespace voicehub::engines
