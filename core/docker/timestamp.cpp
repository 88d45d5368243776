#include "core/docker/timestamp.hpp"

#include <algorithm>
#include <charconv>

namespace voicehub::docker {
namespace {

using std::chrono::system_clock;

// Reads a timestamp from its front.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_{text} {}

  // Exactly `digits` digits, at most two of which are needed to be in range by the caller.
  int number(std::size_t digits) {
    int value = 0;
    const char* const end = rest_.data() + std::min(digits, rest_.size());
    const auto parsed = std::from_chars(rest_.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != rest_.data() + digits || value < 0) {
      good_ = false;
      return 0;
    }
    rest_.remove_prefix(digits);
    return value;
  }

  bool take(char expected) {
    if (rest_.empty() || rest_.front() != expected) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char expected) { good_ = take(expected) && good_; }

  std::chrono::nanoseconds fraction() {
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    std::int64_t nanoseconds = 0;
    for (std::size_t i = 0; i < 9; ++i) {
      nanoseconds = nanoseconds * 10 + (i < digits ? rest_[i] - '0' : 0);
    }
    good_ = good_ && digits > 0;
    rest_.remove_prefix(digits);
    return std::chrono::nanoseconds{nanoseconds};
  }

  // Z, or the difference to UTC.
  std::chrono::minutes zone() {
    if (take('Z')) {
      return {};
    }
    const int sign = take('-') ? -1 : 1;
    if (sign > 0) {
      expect('+');
    }
    const int hours = number(2);
    expect(':');
    return std::chrono::minutes{sign * (hours * 60 + number(2))};
  }

  [[nodiscard]] bool is_good() const { return good_; }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

std::optional<system_clock::time_point> parse_timestamp(std::string_view text) {
  Cursor cursor{text};
  const std::chrono::year year{cursor.number(4)};
  cursor.expect('-');
  const std::chrono::month month{static_cast<unsigned>(cursor.number(2))};
  cursor.expect('-');
  const std::chrono::day day{static_cast<unsigned>(cursor.number(2))};
  cursor.expect('T');
  const std::chrono::hours hours{cursor.number(2)};
  cursor.expect(':');
  const std::chrono::minutes minutes{cursor.number(2)};
  cursor.expect(':');
  const std::chrono::seconds seconds{cursor.number(2)};
  const std::chrono::nanoseconds fraction =
      cursor.take('.') ? cursor.fraction() : std::chrono::nanoseconds{};
  const std::chrono::minutes zone = cursor.zone();
  const std::chrono::year_month_day date{year, month, day};
  if (!cursor.is_good() || !cursor.at_end() || !date.ok()) {
    return std::nullopt;
  }
  if (year == std::chrono::year{1}) {
    return system_clock::time_point{};
  }
  return std::chrono::sys_days{date} + hours + minutes + seconds + fraction - zone;
}

}  // namespace voicehub::docker
