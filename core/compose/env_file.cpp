#include "core/compose/env_file.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::compose {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string with_plain_line_ends(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || !text.substr(i + 1).starts_with('\n')) {
      plain += text[i];
    }
  }
  return plain;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

bool is_key_character(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
  return letter || (c >= '0' && c <= '9') || std::string_view{"_.-[]"}.contains(c);
}

// \n, \t and friends; \$ becomes $$, which the substitution takes for a plain $.
std::string unescape(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    const char c = text[++i];
    constexpr std::string_view kNames = "abfnrtv\\\"";
    constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\\"";
    const auto known = kNames.find(c);
    if (c == '$') {
      result += "$$";
    } else if (known != std::string_view::npos) {
      result += kValues[known];
    } else {
      result += '\\';
      result += c;
    }
  }
  return result;
}

class EnvFileParser {
 public:
  EnvFileParser(const EnvFile& file, const Lookup& outer, Environment known, Notes& notes)
      : text_{with_plain_line_ends(file.text)},
        name_{std::make_shared<const std::string>(file.name)},
        outer_{outer},
        values_{std::move(known)},
        notes_{notes} {}

  Result<Environment> parse() {
    while (skip_to_statement()) {
      VH_CHECK(parse_statement());
    }
    return std::move(values_);
  }

 private:
  bool skip_to_statement() {
    while (at_ < text_.size()) {
      if (text_[at_] == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (is_blank(text_[at_]) || text_[at_] == '\n') {
        ++at_;
      } else {
        return true;
      }
    }
    return false;
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
  }

  Result<void> parse_statement() {
    skip_export();
    const std::size_t start = at_;
    while (at_ < text_.size() && !std::string_view{"=:\n"}.contains(text_[at_])) {
      if (!is_key_character(text_[at_]) && !is_blank(text_[at_])) {
        return error_at(at_, fmt::format("'{}' cannot be part of a name", text_[at_]));
      }
      ++at_;
    }
    const std::string key{trim(std::string_view{text_}.substr(start, at_ - start))};
    if (std::ranges::any_of(key, is_blank)) {
      return error_at(start, fmt::format("the name '{}' holds a blank", key));
    }
    if (at_ == text_.size() || text_[at_] == '\n') {
      if (auto inherited = outer_(key)) {
        values_[key] = std::move(*inherited);
      }
      return done();
    }
    ++at_;
    skip_blanks();
    VH_TRY(values_[key], parse_value());
    return done();
  }

  void skip_export() {
    constexpr std::string_view kExport = "export";
    const auto after = std::string_view{text_}.substr(at_);
    if (after.starts_with(kExport) && after.size() > kExport.size() &&
        is_blank(after[kExport.size()])) {
      at_ += kExport.size();
      skip_blanks();
    }
  }

  Result<std::string> parse_value() {
    const char quote = at_ < text_.size() ? text_[at_] : '\n';
    return quote == '"' || quote == '\'' ? parse_quoted(quote) : parse_bare();
  }

  Result<std::string> parse_bare() {
    const std::size_t start = at_;
    at_ = std::min(text_.find('\n', at_), text_.size());
    std::string_view value = std::string_view{text_}.substr(start, at_ - start);
    value = value.substr(0, value.find(" #"));
    return expand(trim(value), start);
  }

  Result<std::string> parse_quoted(char quote) {
    const std::size_t start = at_++;
    std::string value;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == quote) {
        ++at_;
        return quote == '"' ? expand(unescape(value), start) : value;
      }
      const bool escapes = c == '\\' && at_ + 1 < text_.size();
      if (escapes && text_[at_ + 1] != quote) {
        value += c;
      }
      value += escapes ? text_[++at_] : c;
    }
    return error_at(start, "the quoted value is not closed");
  }

  Result<std::string> expand(std::string_view value, std::size_t start) {
    const auto lookup = [this](const std::string& name) {
      auto found = outer_(name);
      const auto own = values_.find(name);
      return !found && own != values_.end() ? std::optional{own->second} : found;
    };
    std::set<std::string> unset;
    auto text = substitute(value, lookup, unset);
    if (!text) {
      return error_at(start, std::move(text).error());
    }
    for (const std::string& name : unset) {
      notes_.push_back(fmt::format(
          "{}: the variable '{}' is not set: blank is used", to_text(origin(start)), name));
    }
    substituted_ += text->size();
    if (substituted_ > kMostSubstituted) {
      return error_at(start, "the variables of this file grow into more than 64 MB");
    }
    return *std::move(text);
  }

  [[nodiscard]] Origin origin(std::size_t offset) const {
    const std::string_view before = std::string_view{text_}.substr(0, offset);
    const auto line = static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1);
    const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
    return {name_, line, static_cast<std::uint32_t>(offset - line_start + 1)};
  }

  [[nodiscard]] std::unexpected<Error> error_at(std::size_t offset, std::string_view what) const {
    return invalid(origin(offset), what);
  }

  std::string text_;
  std::size_t at_ = 0;
  std::shared_ptr<const std::string> name_;
  const Lookup& outer_;
  Environment values_;
  Notes& notes_;
  std::size_t substituted_ = 0;  // bytes
};

}  // namespace

Result<Environment> parse_env_file(const EnvFile& file,
                                   const Lookup& outer,
                                   Environment known,
                                   Notes& notes) {
  return EnvFileParser{file, outer, std::move(known), notes}.parse();
}

Result<Environment> parse_raw_env_file(const EnvFile& file, Environment known) {
  const auto name = std::make_shared<const std::string>(file.name);
  std::uint32_t number = 0;
  for (const std::string& line : split(with_plain_line_ends(file.text), '\n')) {
    ++number;
    const std::string_view text = trim(line);
    if (text.empty() || text.starts_with('#')) {
      continue;
    }
    const auto equals = line.find('=');
    const std::string key{trim(std::string_view{line}.substr(0, equals))};
    if (key.empty() || std::ranges::any_of(key, is_blank)) {
      return invalid(Origin{name, number, 1}, fmt::format("'{}' is no name of a variable", key));
    }
    if (equals != std::string::npos) {
      known[key] = line.substr(equals + 1);
    }
  }
  return known;
}

}  // namespace voicehub::compose
