#include "core/compose/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/compose/scalar.hpp"

namespace voicehub::compose {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 10> kDurationUnits{{{"ns", 1},
                                                                              {"us", 1e3},
                                                                              {"µs", 1e3},
                                                                              {"μs", 1e3},
                                                                              {"ms", 1e6},
                                                                              {"s", 1e9},
                                                                              {"m", 60e9},
                                                                              {"h", 3600e9},
                                                                              {"d", 86'400e9},
                                                                              {"w", 604'800e9}}};

bool is_number_part(char c) {
  return (c >= '0' && c <= '9') || c == '.';
}

// Cuts off the front of `text` as long as `matches` holds.
template <typename Predicate>
std::string_view take_while(std::string_view& text, Predicate matches) {
  const auto end = std::ranges::find_if_not(text, matches);
  const std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

constexpr double kLargest =
    9.223372036854775e18;  // both nanoseconds and bytes are counted in 63 bits

// 1500000 in steps of 1000000 is "1.5"
std::string with_fraction(std::int64_t value, std::int64_t unit) {
  std::string text = fmt::format("{}", value / unit);
  std::int64_t rest = value % unit;
  if (rest == 0) {
    return text;
  }
  text += '.';
  while (rest != 0) {
    unit /= 10;
    text += static_cast<char>('0' + rest / unit);
    rest %= unit;
  }
  return text;
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  const double sign = text.starts_with('-') ? -1 : 1;
  if (text.starts_with('-') || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  if (text == "0") {
    return std::chrono::nanoseconds{0};
  }
  if (text.empty()) {
    return std::nullopt;
  }
  double total = 0;
  while (!text.empty()) {
    const auto amount = parse_number(take_while(text, is_number_part));
    const std::string_view unit = take_while(text, [](char c) { return !is_number_part(c); });
    const auto known =
        std::ranges::find(kDurationUnits, unit, [](const auto& entry) { return entry.first; });
    if (!amount || known == kDurationUnits.end()) {
      return std::nullopt;
    }
    total += *amount * known->second;
  }
  if (total > kLargest) {
    return std::nullopt;
  }
  return std::chrono::nanoseconds{static_cast<std::int64_t>(std::llround(sign * total))};
}

std::optional<std::chrono::nanoseconds> parse_refresh_time(std::string_view text) {
  const auto time = parse_duration(text);
  return time && *time > std::chrono::nanoseconds{0} ? time : std::nullopt;
}

std::string go_duration(std::chrono::nanoseconds duration) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t total = duration.count();
  if (total == 0) {
    return "0s";
  }
  if (total < 0) {
    return "-" + go_duration(-duration);
  }
  if (total < 1000) {
    return fmt::format("{}ns", total);
  }
  if (total < 1'000'000) {
    return with_fraction(total, 1000) + "µs";
  }
  if (total < kSecond) {
    return with_fraction(total, 1'000'000) + "ms";
  }
  const std::int64_t minutes = total / (60 * kSecond);
  const std::string seconds = with_fraction(total % (60 * kSecond), kSecond) + "s";
  if (minutes == 0) {
    return seconds;
  }
  return minutes < 60 ? fmt::format("{}m{}", minutes, seconds)
                      : fmt::format("{}h{}m{}", minutes / 60, minutes % 60, seconds);
}

std::optional<std::int64_t> parse_byte_size(std::string_view text) {
  const auto amount = parse_number(take_while(text, is_number_part));
  if (text.starts_with(' ')) {
    text.remove_prefix(1);
  }
  std::string suffix{text};
  std::ranges::transform(suffix, suffix.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (!amount) {
    return std::nullopt;
  }
  double factor = 1;
  if (!suffix.empty() && suffix != "b") {
    constexpr std::string_view kPrefixes = "kmgtp";
    const auto power = kPrefixes.find(suffix.front());
    const std::string_view rest = std::string_view{suffix}.substr(1);
    if (power == std::string_view::npos || (!rest.empty() && rest != "b" && rest != "ib")) {
      return std::nullopt;
    }
    factor = std::pow(1024.0, static_cast<double>(power + 1));
  }
  if (*amount * factor > kLargest) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*amount * factor);
}

}  // namespace voicehub::compose
