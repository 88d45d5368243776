#include "core/compose/run_line.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::compose {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_name(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

std::string lowered(std::string_view text) {
  std::string lower{text};
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

bool has_line_ended_by(std::string_view text, char mark) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == mark && (text[i + 1] == '\n' || text[i + 1] == '\r')) {
      return true;
    }
  }
  return false;
}

// C:\models, where it is no escape in a longer word.
bool has_drive(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const bool starts = i == 0 || !is_name(text[i - 1]);
    if (starts && is_letter(text[i]) && text[i + 1] == ':' && text[i + 2] == '\\') {
      return true;
    }
  }
  return false;
}

// To cmd.exe and PowerShell, '\' is a letter.
bool is_windows(std::string_view text) {
  return has_line_ended_by(text, '^') || has_line_ended_by(text, '`') ||
         lowered(text).contains("%cd%") || has_drive(text);
}

class Splitter {
 public:
  Splitter(std::string_view text, Notes& notes)
      : text_{text}, notes_{notes}, windows_{is_windows(text)} {}

  Result<Commands> split() {
    while (at_ < text_.size()) {
      VH_CHECK(take());
    }
    if (quote_ != '\0') {
      return make_error(ErrorCode::usage,
                        fmt::format("the quote {} is not closed", quote_),
                        "quote the line as a whole, or write it into a file: --from-run - < FILE");
    }
    end_command();
    return std::move(commands_);
  }

 private:
  Result<void> take() {
    if (skip_continuation()) {
      return done();
    }
    const char c = text_[at_];
    if (quote_ == '\'') {
      ++at_;
      c == '\'' ? close_quote() : add_literal(c);
      return done();
    }
    if (c == '$' || (c == '`' && !windows_)) {
      return take_expansion();
    }
    if (c == '%' && windows_ && take_percent_variable()) {
      return done();
    }
    ++at_;
    if (c == '\\' || (c == '^' && windows_ && quote_ == '\0')) {
      take_escaped(c);
    } else if (quote_ == '"') {
      c == '"' ? close_quote() : add(c);
    } else {
      take_unquoted(c);
    }
    return done();
  }

  // Blanks behind the mark are seen by nobody, and end up there when a line is copied.
  bool skip_continuation() {
    const char mark = text_[at_];
    const bool alone = at_ == 0 || is_blank(text_[at_ - 1]);
    const bool continues =
        windows_ ? mark == '^' || mark == '`' || (mark == '\\' && alone) : mark == '\\';
    if (!continues || quote_ == '\'') {
      return false;
    }
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_blank(text_[end])) {
      ++end;
    }
    if (end < text_.size() && text_[end] != '\n') {
      return false;
    }
    at_ = std::min(end + 1, text_.size());
    return true;
  }

  void take_escaped(char mark) {
    const char next = at_ < text_.size() ? text_[at_] : '\0';
    const bool escapes =
        windows_ ? mark == '^' || next == '"'
                 : quote_ == '\0' || next == '"' || next == '\\' || next == '$' || next == '`';
    if (!escapes || next == '\0') {
      add(mark);
      return;
    }
    ++at_;
    add_literal(next);
  }

  void take_unquoted(char c) {
    if (c == '\n' || c == ';' || c == '&' || c == '|') {
      end_command();
    } else if (is_blank(c)) {
      end_word();
    } else if (c == '\'' || c == '"') {
      quote_ = c;
      in_word_ = true;
    } else if (c == '>' || c == '<') {
      skip_redirection(c);
    } else if (c == '#' && !in_word_) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      add(c);
    }
  }

  // `2>log` and `> log`
  void skip_redirection(char c) {
    const bool has_descriptor = word_.size() == 1 && word_[0] >= '0' && word_[0] <= '9';
    if (has_descriptor) {
      word_.clear();
      in_word_ = false;
    }
    end_word();
    const std::size_t end = std::min(text_.find_first_of("\n;|", at_), text_.size());
    notes_.push_back(fmt::format(
        "'{}{}' is left out: a compose file has no redirection", c, text_.substr(at_, end - at_)));
    at_ = end;
  }

  Result<void> take_expansion() {
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (text_[at_] == '`') {
      return take_command_output(at_ + 1, '`');
    }
    if (next == '(') {
      return take_command_output(at_ + 2, ')');
    }
    if (next == '{') {
      return take_braced_variable();
    }
    if (windows_ && lowered(text_.substr(at_, 5)) == "$env:") {
      at_ += 4;
    }
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_name(text_[end])) {
      ++end;
    }
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end;
    name.empty() ? add_literal('$') : add_variable(name);
    return done();
  }

  Result<void> take_braced_variable() {
    const std::size_t end = text_.find('}', at_);
    if (end == std::string_view::npos) {
      return make_error(ErrorCode::usage, "'${' is not closed");
    }
    const std::string_view name = text_.substr(at_ + 2, end - at_ - 2);
    at_ = end + 1;
    if (std::ranges::all_of(name, is_name)) {
      add_variable(name);
    } else {
      // ${NAME:-default}, which means the same to Compose
      word_ += fmt::format("${{{}}}", name);
      in_word_ = true;
    }
    return done();
  }

  Result<void> take_command_output(std::size_t start, char closing) {
    const std::size_t end = text_.find(closing, start);
    if (end == std::string_view::npos) {
      return make_error(ErrorCode::usage, fmt::format("'{}' is missing", closing));
    }
    const std::string command{trim(text_.substr(start, end - start))};
    at_ = end + 1;
    in_word_ = true;
    if (lowered(command) == "pwd" || command == "pwd -P" || command == "realpath .") {
      word_ += kHere;
    } else if (command == "id -u" || command == "id -g") {
      const std::string name = command == "id -u" ? "UID" : "GID";
      word_ += fmt::format("${{{}}}", name);
      notes_.push_back(
          fmt::format("$({}) became ${{{}}}: say what it is, such as in .env: {}=$({})",
                      command,
                      name,
                      name,
                      command));
    } else {
      return make_error(
          ErrorCode::usage,
          fmt::format("the shell runs '{}', and a compose file runs nothing", command),
          "write what it prints in its place, or a variable: ${NAME}");
    }
    return done();
  }

  bool take_percent_variable() {
    const std::size_t end = text_.find('%', at_ + 1);
    if (end == std::string_view::npos || end == at_ + 1) {
      return false;
    }
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    if (!std::ranges::all_of(name, is_name)) {
      return false;
    }
    at_ = end + 1;
    add_variable(lowered(name) == "cd" ? "PWD" : name);
    return true;
  }

  void add_variable(std::string_view name) {
    word_ += lowered(name) == "pwd" ? std::string{kHere} : fmt::format("${{{}}}", name);
    in_word_ = true;
  }

  void add(char c) {
    word_ += c;
    in_word_ = true;
  }

  void add_literal(char c) {
    word_ += c == '$' ? "$$" : std::string{c};
    in_word_ = true;
  }

  void close_quote() { quote_ = '\0'; }

  void end_word() {
    if (in_word_) {
      words_.push_back(std::exchange(word_, {}));
    }
    word_.clear();
    in_word_ = false;
  }

  void end_command() {
    end_word();
    if (!words_.empty()) {
      commands_.push_back(std::exchange(words_, {}));
    }
  }

  std::string_view text_;
  Notes& notes_;
  bool windows_;
  std::size_t at_ = 0;
  char quote_ = '\0';
  bool in_word_ = false;
  std::string word_;
  std::vector<std::string> words_;
  Commands commands_;
};

}  // namespace

Result<Commands> split_commands(std::string_view text, Notes& notes) {
  return Splitter{text, notes}.split();
}

std::string literal_word(std::string_view word) {
  std::string literal;
  for (const char c : word) {
    literal += c;
    if (c == '$') {
      literal += c;
    }
  }
  return literal;
}

}  // namespace voicehub::compose
