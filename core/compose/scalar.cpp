#include "core/compose/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace voicehub::compose {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct Magnitude {
  std::string_view digits;
  int base = 10;
};

// Go's base 0: 0x, 0o, 0b, and a plain leading 0 for octal.
Magnitude split_base(std::string_view text) {
  if (text.size() < 2 || text.front() != '0') {
    return {text, 10};
  }
  switch (text[1]) {
    case 'x':
    case 'X': return {text.substr(2), 16};
    case 'o':
    case 'O': return {text.substr(2), 8};
    case 'b':
    case 'B': return {text.substr(2), 2};
    default: return {text.substr(1), 8};
  }
}

struct GoInteger {
  bool negative = false;
  std::uint64_t magnitude = 0;

  [[nodiscard]] std::string text() const {
    return fmt::format("{}{}", negative && magnitude != 0 ? "-" : "", magnitude);
  }
};

std::optional<GoInteger> parse_go_integer(std::string_view text) {
  GoInteger integer;
  if (text.starts_with('-') || text.starts_with('+')) {
    integer.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const Magnitude parts = split_base(text);
  const char* end = parts.digits.data() + parts.digits.size();
  const auto [rest, failure] =
      std::from_chars(parts.digits.data(), end, integer.magnitude, parts.base);
  if (failure != std::errc{} || rest != end) {
    return std::nullopt;
  }
  constexpr std::uint64_t kLowest = std::uint64_t{1} << 63U;
  if (integer.negative && integer.magnitude > kLowest) {
    return std::nullopt;
  }
  return integer;
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looks_like_number(std::string_view text) {
  const auto skip_digits = [&text] {
    const auto end = std::ranges::find_if_not(text, is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count;
  };
  const auto skip_sign = [&text] {
    if (text.starts_with('-') || text.starts_with('+')) {
      text.remove_prefix(1);
    }
  };
  skip_sign();
  std::size_t digits = skip_digits();
  const bool fraction_only = digits == 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::size_t fraction = skip_digits();
    digits += fraction_only ? fraction : 0;
  }
  if (digits == 0) {
    return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    skip_sign();
    if (skip_digits() == 0) {
      return false;
    }
  }
  return text.empty();
}

std::optional<std::string> special_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  if (text == ".inf" || text == ".Inf" || text == ".INF") {
    return negative ? "-Inf" : "+Inf";
  }
  if (text == ".nan" || text == ".NaN" || text == ".NAN") {
    return "NaN";
  }
  return std::nullopt;
}

bool may_be_number(std::string_view text) {
  const char first = text.front();
  return is_digit(first) || first == '+' || first == '-' || first == '.';
}

}  // namespace

Scalar resolve_plain(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    return {Kind::null, ""};
  }
  if (text == "true" || text == "True" || text == "TRUE") {
    return {Kind::boolean, "true"};
  }
  if (text == "false" || text == "False" || text == "FALSE") {
    return {Kind::boolean, "false"};
  }
  if (!may_be_number(text)) {
    return {Kind::text, std::string{text}};
  }
  if (auto special = special_number(text)) {
    return {Kind::number, std::move(*special)};
  }
  std::string ungrouped{text};
  std::erase(ungrouped, '_');
  if (const auto integer = parse_go_integer(ungrouped)) {
    return {Kind::integer, integer->text()};
  }
  if (const auto number = parse_number(ungrouped)) {
    return {Kind::number, go_number(*number)};
  }
  return {Kind::text, std::string{text}};
}

std::string go_number(double value) {
  std::array<char, 32> buffer{};
  const auto written = std::to_chars(
      buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string scientific{buffer.data(), written.ptr};
  const auto exponent_at = scientific.find('e');
  if (exponent_at == std::string::npos) {
    return scientific;
  }
  const int exponent = std::atoi(scientific.c_str() + exponent_at + 1);
  // Shortest digits, but with an exponent where C's %g (precision 6) would use one.
  if (exponent < -4 || exponent >= 6) {
    return scientific;
  }
  const auto fixed =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return {buffer.data(), fixed.ptr};
}

std::optional<bool> parse_boolean(std::string_view text) {
  std::string lower{text};
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (lower == "true" || lower == "yes" || lower == "y" || lower == "on") {
    return true;
  }
  if (lower == "false" || lower == "no" || lower == "n" || lower == "off") {
    return false;
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || rest != end) {
    return std::nullopt;
  }
  return value;
}

std::optional<double> parse_number(std::string_view text) {
  if (!looks_like_number(text)) {
    return std::nullopt;
  }
  if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  double value = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{}) {
    return std::nullopt;
  }
  return value;
}

}  // namespace voicehub::compose
