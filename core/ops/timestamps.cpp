#include "core/ops/timestamps.hpp"

#include <charconv>
#include <ctime>
#include <optional>

#include <fmt/format.h>

#include "core/docker/timestamp.hpp"

namespace voicehub::ops {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kMost = 1'000'000'000'000;  // in nanoseconds still a 64-bit number, twice

// The digits that `text` begins with, taken off it.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || number < 0 || number > kMost) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<seconds> unit_of(char letter) {
  switch (letter) {
    case 's': return seconds{1};
    case 'm': return std::chrono::minutes{1};
    case 'h': return std::chrono::hours{1};
    case 'd': return std::chrono::days{1};
    default: return std::nullopt;
  }
}

// 45s, 1h30m
std::optional<seconds> parse_duration(std::string_view text) {
  constexpr seconds kLongest = std::chrono::years{200};
  if (text.empty()) {
    return std::nullopt;
  }
  seconds total{0};
  while (!text.empty()) {
    const auto count = take_number(text);
    const auto unit = text.empty() ? std::nullopt : unit_of(text.front());
    if (!count || !unit || *count > kLongest / *unit) {
      return std::nullopt;
    }
    total += *count * *unit;
    text.remove_prefix(1);
  }
  return total > kLongest ? std::nullopt : std::optional{total};
}

std::optional<TimePoint> parse_epoch(std::string_view text) {
  const auto number = take_number(text);
  constexpr std::int64_t kYear2200 = 7'258'118'400;
  if (!number || !text.empty() || *number > kYear2200) {
    return std::nullopt;
  }
  return TimePoint{seconds{*number}};
}

// A date, or a date and a time, on the clocks of this machine's time zone.
std::optional<TimePoint> parse_local(std::string_view text) {
  const bool date_only = !text.contains('T');
  const auto as_utc =
      docker::parse_timestamp(fmt::format("{}{}Z", text, date_only ? "T00:00:00" : ""));
  if (!as_utc) {
    return std::nullopt;
  }
  const std::time_t utc = std::chrono::system_clock::to_time_t(*as_utc);
  std::tm calendar{};
  gmtime_r(&utc, &calendar);
  calendar.tm_isdst = -1;
  return std::chrono::system_clock::from_time_t(std::mktime(&calendar));
}

}  // namespace

std::string api_time(TimePoint time) {
  const auto whole = std::chrono::floor<seconds>(time.time_since_epoch());
  const auto rest = std::chrono::nanoseconds{time.time_since_epoch()} - whole;
  return fmt::format("{}.{:09}", whole.count(), rest.count());
}

Result<TimePoint> parse_point_in_time(std::string_view text, TimePoint now) {
  if (const auto ago = parse_duration(text)) {
    return now - *ago;
  }
  for (const auto parse : {docker::parse_timestamp, parse_local, parse_epoch}) {
    if (const auto point = parse(text)) {
      return *point;
    }
  }
  return make_error(ErrorCode::usage,
                    fmt::format("'{}' is not a point in time", text),
                    "write how long ago (45s, 10m, 1h30m, 2d) or a date (2025-01-02T03:04:05)");
}

}  // namespace voicehub::ops
