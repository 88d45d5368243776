#include "engines/text/inline_marks.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace voicehub::engines {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
// Longer addresses are none: each mark is looked at in a bounded time, whatever is around it.
constexpr std::size_t kLongestAddress = 1024;

bool is_blank_byte(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n';
}

bool is_punctuation(char byte) {
  return (byte >= '!' && byte <= '/') || (byte >= ':' && byte <= '@') ||
         (byte >= '[' && byte <= '`') || (byte >= '{' && byte <= '~');
}

bool is_digit_byte(char byte) {
  return byte >= '0' && byte <= '9';
}

// After the address of a link, where the blank is: the last character of its title, or of the
// blanks if it has none. The end of the text if neither, as that is no link.
std::size_t end_of_title(std::string_view text, std::size_t blank) {
  const std::size_t next = text.find_first_not_of(" \t", blank);
  if (next == kNone) {
    return text.size();
  }
  if (text[next] == ')') {
    return next - 1;
  }
  const bool has_title = text[next] == '"' || text[next] == '\'';
  return has_title ? std::min(text.find(text[next], next + 1), text.size()) : text.size();
}

// Of the link whose "(" is at the start: the size up to its ")" and with it.
std::optional<std::size_t> destination_size(std::string_view text) {
  text = text.substr(0, kLongestAddress);
  int depth = 0;
  for (std::size_t i = 0; i < text.size() && text[i] != '\n'; ++i) {
    switch (text[i]) {
      case '\\': ++i; break;
      case '(': ++depth; break;
      case ')': --depth; break;
      case ' ':
      case '\t': i = end_of_title(text, i); break;
      default: break;
    }
    if (depth == 0) {
      return i + 1;
    }
  }
  return std::nullopt;
}

// Of "<https://…>" or "<name@host>": the size with its brackets.
std::optional<std::size_t> automatic_link_size(std::string_view text) {
  text = text.substr(0, kLongestAddress);
  const std::size_t end = text.find_first_of("<> \t\n", 1);
  if (end == kNone || text[end] != '>') {
    return std::nullopt;
  }
  const std::string_view address = text.substr(1, end - 1);
  const bool is_address =
      address.contains("://") || address.contains('@') || address.starts_with("mailto:");
  return is_address ? std::optional{end + 1} : std::nullopt;
}

// Marks of emphasis in a row, less those that have found their other half.
struct Run {
  char mark = '*';
  std::size_t start = 0;
  std::size_t size = 0;
  bool opens = false;
  bool closes = false;
};

class InlineMarks {
 public:
  InlineMarks(std::string_view text, Cells cells)
      : text_{text}, cells_{cells}, fate_(text.size(), Fate::stays) {}

  [[nodiscard]] std::string words() {
    std::size_t position = 0;
    while (position < text_.size()) {
      position = step(position);
    }
    std::string words;
    words.reserve(text_.size());
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (fate_[i] != Fate::goes) {
        words += fate_[i] == Fate::becomes_blank ? ' ' : text_[i];
      }
    }
    return words;
  }

 private:
  enum class Fate : char { stays, goes, becomes_blank };

  // Looks at what is at `position` and returns where to look next.
  std::size_t step(std::size_t position) {
    switch (text_[position]) {
      case '\\': return escape(position);
      case '`': return code(position);
      case '*':
      case '_':
      case '~': return emphasis(position);
      case '[': brackets_.push_back(position); return position + 1;
      case ']': return close_bracket(position);
      case '<':
        if (const auto size = automatic_link_size(text_.substr(position))) {
          drop(position, 1);
          drop(position + *size - 1, 1);
          return position + *size;
        }
        return position + 1;
      case '|':
        if (cells_ == Cells::yes) {
          fate_[position] = Fate::becomes_blank;
        }
        return position + 1;
      default: return position + 1;
    }
  }

  void drop(std::size_t start, std::size_t size) {
    std::fill_n(fate_.begin() + static_cast<std::ptrdiff_t>(start), size, Fate::goes);
  }

  [[nodiscard]] std::size_t run_size(std::size_t start) const {
    return std::min(text_.find_first_not_of(text_[start], start), text_.size()) - start;
  }

  std::size_t escape(std::size_t position) {
    if (position + 1 == text_.size() || !is_punctuation(text_[position + 1])) {
      return position + 1;
    }
    drop(position, 1);
    return position + 2;
  }

  std::size_t code(std::size_t start) {
    const std::size_t size = run_size(start);
    const std::size_t end = end_of_code(start + size, size);
    if (end == kNone) {
      return start + size;
    }
    drop(start, size);
    drop(end, size);
    return end + size;
  }

  // Where the next run of just `size` backticks is. A search that failed is not made again, and
  // longer runs than people write are not searched for, so that all searches take linear time.
  std::size_t end_of_code(std::size_t from, std::size_t size) {
    if (size >= no_more_code_.size() || no_more_code_[size]) {
      return kNone;
    }
    for (std::size_t at = text_.find('`', from); at != kNone; at = text_.find('`', from)) {
      const std::size_t found = run_size(at);
      if (found == size) {
        return at;
      }
      from = at + found;
    }
    no_more_code_[size] = true;
    return kNone;
  }

  [[nodiscard]] Run run_at(std::size_t start) const {
    const std::size_t size = run_size(start);
    const char before = start == 0 ? ' ' : text_[start - 1];
    const char after = start + size == text_.size() ? ' ' : text_[start + size];
    Run run{.mark = text_[start], .start = start, .size = size};
    if ((is_digit_byte(before) && is_digit_byte(after)) || (run.mark == '~' && size < 2)) {
      return run;  // 2*3*4, ~5
    }
    const bool opens = !is_blank_byte(after) &&
                       (!is_punctuation(after) || is_blank_byte(before) || is_punctuation(before));
    const bool closes = !is_blank_byte(before) &&
                        (!is_punctuation(before) || is_blank_byte(after) || is_punctuation(after));
    const bool is_underscore = run.mark == '_';
    run.opens = opens && (!is_underscore || !closes || is_punctuation(before));
    run.closes = closes && (!is_underscore || !opens || is_punctuation(after));
    return run;
  }

  std::size_t emphasis(std::size_t start) {
    Run run = run_at(start);
    const std::size_t end = run.start + run.size;
    std::vector<Run>& openers = openers_[run.mark == '*' ? 0 : (run.mark == '_' ? 1 : 2)];
    while (run.closes && run.size != 0 && !openers.empty()) {
      Run& opener = openers.back();
      const std::size_t size = std::min(opener.size, run.size);
      drop(opener.start + opener.size - size, size);
      drop(run.start, size);
      run.start += size;
      run.size -= size;
      opener.size -= size;
      if (opener.size == 0) {
        openers.pop_back();
      }
    }
    if (run.opens && run.size != 0) {
      openers.push_back(run);
    }
    return end;
  }

  std::size_t close_bracket(std::size_t position) {
    if (brackets_.empty()) {
      return position + 1;
    }
    const std::size_t opening = brackets_.back();
    brackets_.pop_back();
    if (text_[opening + 1] == '^') {  // a footnote's number
      drop(opening, position + 1 - opening);
      return position + 1;
    }
    const auto size = target_size(text_.substr(position + 1));
    if (!size) {
      return position + 1;
    }
    drop(opening, 1);
    if (opening != 0 && text_[opening - 1] == '!') {
      drop(opening - 1, 1);
    }
    drop(position, 1 + *size);
    return position + 1 + *size;
  }

  // Of "(address)" or "[reference]" after a link's words.
  static std::optional<std::size_t> target_size(std::string_view text) {
    if (text.starts_with('(')) {
      return destination_size(text);
    }
    if (!text.starts_with('[')) {
      return std::nullopt;
    }
    const std::size_t end = text.substr(0, kLongestAddress).find_first_of("[]\n", 1);
    return end != kNone && text[end] == ']' ? std::optional{end + 1} : std::nullopt;
  }

  static constexpr std::size_t kLongestCodeMark = 8;

  std::string_view text_;
  Cells cells_;
  std::vector<Fate> fate_;
  std::vector<std::size_t> brackets_;
  std::array<std::vector<Run>, 3> openers_;
  std::array<bool, kLongestCodeMark + 1> no_more_code_{};
};

}  // namespace

std::string without_inline_marks(std::string_view block, Cells cells) {
  return InlineMarks{block, cells}.words();
}

}  // namespace voicehub::engines
