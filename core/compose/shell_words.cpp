#include "core/compose/shell_words.hpp"

#include <utility>

namespace voicehub::compose {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_operator(char c) {
  return c == ';' || c == '&' || c == '|' || c == '<' || c == '>';
}

class Splitter {
 public:
  std::optional<ShellWords> split(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const char c = line[i];
      if (is_operator(c) && !escaped_ && quote_ == '\0') {
        // In `2>log` the digit belongs to the redirection.
        in_word_ = in_word_ && !(c == '>' && !word_.empty() && is_digit(word_.front()));
        result_.ignored = line.substr(i);
        break;
      }
      if (!take(c)) {
        return std::nullopt;
      }
    }
    if (escaped_ || quote_ != '\0') {
      return std::nullopt;
    }
    end_word();
    return std::move(result_);
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  bool take(char c) {
    if (escaped_) {
      escaped_ = false;
      add(c);
    } else if (c == '\\' && quote_ != '\'') {
      escaped_ = true;
    } else if (quote_ == '\0' && is_blank(c)) {
      end_word();
    } else if (c == '"' || c == '\'') {
      toggle_quote(c);
    } else if (c == '`' || c == ')') {
      toggle_substitution(c);
    } else if (c == '(') {
      return open_substitution();
    } else {
      add(c);
    }
    return true;
  }

  void toggle_quote(char c) {
    if (quote_ == c) {
      quote_ = '\0';
      in_word_ = true;
    } else if (quote_ == '\0') {
      quote_ = c;
    } else {
      add(c);
    }
  }

  // `…` and $(…) keep blanks and operators together, and stay in the word as they are.
  void toggle_substitution(char c) {
    if (quote_ == '\0' || quote_ == c) {
      quote_ = quote_ == c ? '\0' : c;
    }
    add(c);
  }

  bool open_substitution() {
    if (quote_ == '\0') {
      if (!word_.ends_with('$')) {
        return false;
      }
      quote_ = ')';
    } else if (quote_ == ')') {
      return false;
    }
    add('(');
    return true;
  }

  void add(char c) {
    word_ += c;
    in_word_ = true;
  }

  void end_word() {
    if (in_word_) {
      result_.words.push_back(std::exchange(word_, {}));
    }
    word_.clear();
    in_word_ = false;
  }

  ShellWords result_;
  std::string word_;
  bool in_word_ = false;
  bool escaped_ = false;
  char quote_ = '\0';  // what closes the quotation that is open
};

}  // namespace

std::optional<ShellWords> split_shell_words(std::string_view line) {
  return Splitter{}.split(line);
}

}  // namespace voicehub::compose
