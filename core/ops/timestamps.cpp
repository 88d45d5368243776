#include "core/ops/timestamps.hpp"

#include <charconv>
#include <ctime>

#include <fmt/format.h>

namespace voicehub::ops {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) {
    return std::nullopt;
  }
  int value = 0;
  const char* const begin = text.data() + at;
  const auto [end, failure] = std::from_chars(begin, begin + count, value);
  if (failure != std::errc{} || end != begin + count || *begin == '-') {
    return std::nullopt;
  }
  return value;
}

// "2025-01-02" and, when there is more, "T03:04:05" after it.
std::optional<std::tm> calendar_time(std::string_view text) {
  constexpr std::size_t kDate = 10;
  constexpr std::size_t kDateAndTime = 19;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) {
    return std::nullopt;
  }
  std::tm time{};
  time.tm_year = *year - 1900;
  time.tm_mon = *month - 1;
  time.tm_mday = *day;
  time.tm_isdst = -1;
  if (text.size() == kDate) {
    return time;
  }
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!hour || !minute || !second || text.size() < kDateAndTime || text[10] != 'T' ||
      text[13] != ':' || text[16] != ':' || *hour > 23 || *minute > 59 || *second > 60) {
    return std::nullopt;
  }
  time.tm_hour = *hour;
  time.tm_min = *minute;
  time.tm_sec = *second;
  return time;
}

// Takes ".678" off the front, as nanoseconds.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!text.starts_with('.')) {
    return 0;
  }
  text.remove_prefix(1);
  std::int64_t value = 0;
  std::int64_t unit = kSecond / 10;
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') {
    value += unit * (text[count++] - '0');
    unit /= 10;
  }
  text.remove_prefix(count);
  return count == 0 ? std::nullopt : std::optional{value};
}

// Seconds east of Greenwich, from Z, +02:00 or -0530.
std::optional<std::int64_t> offset_seconds(std::string_view text) {
  if (text == "Z") {
    return 0;
  }
  const bool east = text.starts_with('+');
  if (!east && !text.starts_with('-')) {
    return std::nullopt;
  }
  const bool colon = text.size() == 6 && text[3] == ':';
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, colon ? 4 : 3, 2);
  if (!hours || !minutes || (!colon && text.size() != 5)) {
    return std::nullopt;
  }
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return east ? seconds : -seconds;
}

std::optional<std::int64_t> seconds_in(char unit) {
  switch (unit) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 86400;
    default: return std::nullopt;
  }
}

// 45s, 1h30m
std::optional<std::int64_t> parse_duration(std::string_view text) {
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const char* const last = text.data() + text.size();
    const auto [end, failure] = std::from_chars(text.data(), last, count);
    if (failure != std::errc{} || end == last || count < 0 || count > 1'000'000) {
      return std::nullopt;
    }
    const auto unit = seconds_in(*end);
    if (!unit) {
      return std::nullopt;
    }
    total += count * *unit;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  return total == 0 ? std::nullopt : std::optional{total};
}

std::optional<std::int64_t> parse_epoch(std::string_view text) {
  std::int64_t seconds = 0;
  const char* const last = text.data() + text.size();
  const auto [end, failure] = std::from_chars(text.data(), last, seconds);
  const bool whole = failure == std::errc{} && end == last;
  constexpr std::int64_t kLatest = 9'000'000'000;  // in nanoseconds still a 64-bit number
  return whole && seconds >= 0 && seconds < kLatest ? std::optional{seconds * kSecond}
                                                    : std::nullopt;
}

std::optional<std::int64_t> parse_local_time(std::string_view text) {
  auto time = calendar_time(text);
  if (!time || (text.size() != 10 && text.size() != 19)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(std::mktime(&*time)) * kSecond;
}

}  // namespace

std::optional<std::int64_t> parse_timestamp(std::string_view text) {
  constexpr std::size_t kDateAndTime = 19;
  auto time = calendar_time(text);
  if (!time || text.size() <= kDateAndTime) {
    return std::nullopt;
  }
  text.remove_prefix(kDateAndTime);
  const auto fraction = take_fraction(text);
  const auto offset = offset_seconds(text);
  if (!fraction || !offset) {
    return std::nullopt;
  }
  const std::int64_t seconds = timegm(&*time) - *offset;
  return seconds * kSecond + *fraction;
}

std::string api_time(std::int64_t nanoseconds) {
  return fmt::format("{}.{:09}", nanoseconds / kSecond, nanoseconds % kSecond);
}

Result<std::int64_t> parse_point_in_time(std::string_view text,
                                         std::chrono::system_clock::time_point now) {
  if (const auto ago = parse_duration(text)) {
    const auto since_epoch =
        std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch());
    return since_epoch.count() - *ago * kSecond;
  }
  for (const auto parse : {parse_timestamp, parse_local_time, parse_epoch}) {
    if (const auto point = parse(text)) {
      return *point;
    }
  }
  return make_error(ErrorCode::usage,
                    fmt::format("'{}' is not a point in time", text),
                    "write how long ago (45s, 10m, 1h30m, 2d) or a date (2025-01-02T03:04:05)");
}

}  // namespace voicehub::ops
