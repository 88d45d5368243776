#include "engines/text/sentences.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engines/text/characters.hpp"
#include "engines/text/sentence_end.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines {
namespace {

char mark_of(Gap gap) {
  switch (gap) {
    case Gap::paragraph: return kParagraphMark;
    case Gap::line_break: return kLineBreakMark;
    default: return kBlankMark;
  }
}

bool is_gap_mark(char byte) {
  return byte == kBlankMark || byte == kLineBreakMark || byte == kParagraphMark;
}

// Bytes of the first part of a sentence that has more than `longest` characters.
std::size_t first_part(std::string_view sentence, std::size_t longest) {
  std::size_t comma = 0;
  std::size_t blank = 0;
  std::size_t between = 0;
  std::size_t position = 0;
  bool after_comma = false;
  char32_t previous = 0;
  for (std::size_t length = 0;; ++length) {
    const utf8::Character character = utf8::first_character(sentence.substr(position));
    if (character.code == U' ') {
      blank = position;
      comma = after_comma ? position : comma;
    }
    if (!extends_character(character.code) && !joins_next(previous)) {
      between = position;
    }
    if (length == longest) {
      break;
    }
    position += character.size;
    after_comma = is_comma(character.code) || (after_comma && is_closing(character.code));
    comma = is_wide_comma(character.code) ? position : comma;
    previous = character.code;
  }
  for (const std::size_t cut : {comma, blank, between}) {
    if (cut != 0) {
      return cut;
    }
  }
  return position;  // one character with more accents than a piece may have
}

bool has_word(std::string_view text) {
  while (!text.empty()) {
    const utf8::Character character = utf8::first_character(text);
    if (is_word(character.code)) {
      return true;
    }
    text.remove_prefix(character.size);
  }
  return false;
}

}  // namespace

std::vector<std::string> split_sentences(std::string_view text, const SplitOptions& options) {
  SentenceStream stream{options};
  std::vector<std::string> sentences = stream.add(text);
  std::ranges::move(stream.finish(), std::back_inserter(sentences));
  return sentences;
}

SentenceStream::SentenceStream(const SplitOptions& options)
    : longest_{std::max<std::size_t>(options.longest, 1)} {}

std::vector<std::string> SentenceStream::add(std::string_view chunk) {
  const std::string bytes = std::exchange(incomplete_, {}).append(chunk);
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const utf8::Character character = utf8::first_character(rest);
    if (character.form == utf8::Form::cut_short) {
      break;
    }
    put(character.code, rest.substr(0, character.size));
    rest.remove_prefix(character.size);
  }
  incomplete_ = rest;
  return std::exchange(pieces_, {});
}

std::vector<std::string> SentenceStream::finish() {
  if (!incomplete_.empty()) {
    put(utf8::kReplacement, std::exchange(incomplete_, {}));
  }
  decide(true);
  end_sentence();
  std::vector<std::string> pieces = std::move(pieces_);
  *this = SentenceStream{{.longest = longest_}};
  return pieces;
}

std::size_t SentenceStream::held() const {
  return incomplete_.size() + following_.size() + sentence_.size();
}

void SentenceStream::put(char32_t code, std::string_view bytes) {
  if (is_blank(code)) {
    blanks_.add(code);
    return;
  }
  if (blanks_.gap() != Gap::none) {
    following_ += mark_of(blanks_.gap());
    blanks_ = {};
  }
  following_ += bytes;
  decide(false);
}

void SentenceStream::decide(bool is_all) {
  while (!following_.empty()) {
    if (sentence_.empty()) {
      take_one();
      continue;
    }
    const Verdict verdict = sentence_end({.text = sentence_,
                                          .has_word = has_word_,
                                          .begins_lower = begins_lower_,
                                          .is_rest = is_rest_,
                                          .in_quotes = in_quotes_},
                                         following_,
                                         is_all);
    if (verdict == Verdict::unknown && !is_all) {
      return;
    }
    if (verdict == Verdict::ends) {
      end_sentence();
    } else {
      take_one();
    }
  }
}

// Moves a character from what follows into the sentence.
void SentenceStream::take_one() {
  if (is_gap_mark(following_.front())) {
    in_quotes_ = in_quotes_ && following_.front() != kParagraphMark;
    following_.erase(0, 1);
    if (!sentence_.empty()) {
      sentence_ += ' ';
      ++length_;
    }
    return;
  }
  const utf8::Character character = utf8::first_character(following_);
  sentence_.append(following_, 0, character.size);
  following_.erase(0, character.size);
  ++length_;
  if (!has_word_ && is_word(character.code)) {
    has_word_ = true;
    begins_lower_ = is_lower(character.code);
  }
  in_quotes_ = in_quotes_ != (character.code == U'"');
  cut_if_too_long();
}

void SentenceStream::cut_if_too_long() {
  while (length_ > longest_) {
    const std::size_t size = first_part(sentence_, longest_);
    pieces_.push_back(sentence_.substr(0, size));
    sentence_.erase(0, sentence_[size] == ' ' ? size + 1 : size);
    length_ = utf8::count_characters(sentence_);
    has_word_ = has_word(sentence_);
    is_rest_ = true;
  }
}

void SentenceStream::end_sentence() {
  if (!sentence_.empty()) {
    pieces_.push_back(std::exchange(sentence_, {}));
  }
  length_ = 0;
  has_word_ = false;
  is_rest_ = false;
}

}  // namespace voicehub::engines
