#include "core/base/glob.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voicehub {
namespace {

// Takes one UTF-8 character off the front; a byte that is none stands for itself.
char32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  std::size_t length = 1;
  if (first >= 0xC2 && first <= 0xF4) {
    length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  }
  char32_t character = length == 1 ? first : first & (0xFFU >> (length + 1));
  const auto is_continuation = [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
  };
  if (text.size() < length || !std::ranges::all_of(text.substr(1, length - 1), is_continuation)) {
    length = 1;
    character = first;
  }
  for (const char byte : text.substr(1, length - 1)) {
    character = (character << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
  }
  text.remove_prefix(length);
  return character;
}

bool is_alphanumeric(char32_t character) {
  return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
         (character >= 'a' && character <= 'z');
}

}  // namespace

class GlobParser {
 public:
  explicit GlobParser(std::string_view pattern) : pattern_{pattern}, rest_{pattern} {}

  Result<Glob> parse() {
    using Kind = Glob::Kind;
    using Token = Glob::Token;
    while (!rest_.empty()) {
      const bool first = rest_.size() == pattern_.size();
      const char32_t character = take_character(rest_);
      if (character == '*' && rest_.starts_with('*')) {
        add_double_star(first);
      } else if (character == '*') {
        add({.kind = Token::Kind::run});
      } else if (character == '?') {
        add({.kind = Token::Kind::any});
      } else if (character == '[') {
        VH_CHECK(add_set());
      } else if (character == '\\') {
        VH_TRY(const char32_t escaped, take_escaped());
        add({.character = escaped});
      } else {
        glob_.tokens_.push_back({.character = character});
      }
    }
    glob_.text_ = pattern_;
    if (glob_.kind_ == Kind::prefix) {
      glob_.text_.resize(pattern_.size() - 2);
    } else if (glob_.kind_ == Kind::suffix) {
      glob_.text_.erase(0, 2);
    }
    return std::move(glob_);
  }

 private:
  void add(Glob::Token token) {
    glob_.tokens_.push_back(std::move(token));
    glob_.kind_ = Glob::Kind::tokens;
  }

  void add_double_star(bool first) {
    rest_.remove_prefix(1);
    if (rest_.starts_with('/')) {
      rest_.remove_prefix(1);
    }
    const bool plain_so_far = glob_.kind_ == Glob::Kind::exact;
    add({.kind = rest_.empty() ? Glob::Token::Kind::rest : Glob::Token::Kind::folders});
    if (first) {
      glob_.kind_ = Glob::Kind::suffix;
    } else if (rest_.empty() && plain_so_far) {
      glob_.kind_ = Glob::Kind::prefix;
    }
  }

  Result<char32_t> take_escaped() {
    if (rest_.empty()) {
      return make_error(ErrorCode::failed, "a '\\' at its end");
    }
    const char32_t escaped = take_character(rest_);
    if (is_alphanumeric(escaped)) {
      return make_error(ErrorCode::failed,
                        fmt::format("'\\{}', which is no escape", static_cast<char>(escaped)));
    }
    return escaped;
  }

  Result<char32_t> take_from_set() {
    if (rest_.empty()) {
      return make_error(ErrorCode::failed, "a '[' without its ']'");
    }
    const char32_t character = take_character(rest_);
    if (character == '-' || character == ']') {
      return make_error(
          ErrorCode::failed,
          fmt::format("an unexpected '{}' inside '[…]'", static_cast<char>(character)));
    }
    return character == '\\' ? take_escaped() : Result<char32_t>{character};
  }

  Result<void> add_set() {
    Glob::Token set{.kind = Glob::Token::Kind::set};
    if (rest_.starts_with('^')) {
      set.negated = true;
      rest_.remove_prefix(1);
    }
    while (set.ranges.empty() || !rest_.starts_with(']')) {
      VH_TRY(const char32_t low, take_from_set());
      char32_t high = low;
      if (rest_.starts_with('-')) {
        rest_.remove_prefix(1);
        VH_TRY(high, take_from_set());
      }
      if (high < low) {
        return make_error(ErrorCode::failed, "a range inside '[…]' that runs backwards");
      }
      set.ranges.emplace_back(low, high);
    }
    rest_.remove_prefix(1);
    add(std::move(set));
    return done();
  }

  std::string_view pattern_;
  std::string_view rest_;
  Glob glob_;
};

Result<Glob> Glob::parse(std::string_view pattern) {
  return GlobParser{pattern}.parse();
}

bool Glob::Token::takes(char32_t next) const {
  switch (kind) {
    case Kind::character: return next == character;
    case Kind::set:
      return negated != std::ranges::any_of(ranges, [next](const auto& range) {
               return range.first <= next && next <= range.second;
             });
    case Kind::any:
    case Kind::run: return next != '/';
    case Kind::folders:
    case Kind::rest: return true;
  }
  return false;
}

// Every position up to the next token that must take a character. Positions are entered in
// ascending order and each enters a row without gaps, so that what is not above the last one is
// there already.
void Glob::enter(Positions& positions, std::size_t position) const {
  while (true) {
    if (positions.empty() || positions.back() < position) {
      positions.push_back(position);
    }
    const bool may_be_empty =
        position < tokens_.size() && tokens_[position].kind >= Token::Kind::run;
    if (!may_be_empty) {
      return;
    }
    ++position;
  }
}

Glob::Positions Glob::positions_after(std::string_view path) const {
  Positions now;
  Positions next;
  enter(now, 0);
  while (!path.empty() && !now.empty()) {
    const char32_t character = take_character(path);
    next.clear();
    for (const std::size_t position : now) {
      if (position == tokens_.size() || !tokens_[position].takes(character)) {
        continue;
      }
      const Token::Kind kind = tokens_[position].kind;
      if (kind == Token::Kind::run || kind == Token::Kind::rest) {
        enter(next, position);
      } else if (kind != Token::Kind::folders) {
        enter(next, position + 1);
      } else {
        // Inside the folders of "**/": they end only after a '/'.
        if (next.empty() || next.back() < position) {
          next.push_back(position);
        }
        if (character == '/') {
          enter(next, position + 1);
        }
      }
    }
    std::swap(now, next);
  }
  return now;
}

bool Glob::matches(std::string_view path) const {
  switch (kind_) {
    case Kind::exact: return path == text_;
    case Kind::prefix: return path.starts_with(text_);
    case Kind::suffix:
      return path.ends_with(text_) ||
             (text_.starts_with('/') && path == std::string_view{text_}.substr(1));
    case Kind::tokens: {
      const Positions reached = positions_after(path);
      return !reached.empty() && reached.back() == tokens_.size();
    }
  }
  return false;
}

bool Glob::can_match_inside(std::string_view folder) const {
  const std::string inside = fmt::format("{}/", folder);
  switch (kind_) {
    case Kind::exact: return text_.starts_with(inside);
    case Kind::prefix: return text_.starts_with(inside) || inside.starts_with(text_);
    case Kind::suffix: return true;
    case Kind::tokens: {
      const Positions reached = positions_after(inside);
      return !reached.empty() && reached.front() < tokens_.size();
    }
  }
  return true;
}

}  // namespace voicehub
