#include "engines/text/subtitles.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "engines/text/joined_text.hpp"

namespace voicehub::engines {
namespace {

using std::chrono::milliseconds;

// A recording's time; beyond a year it is none.
milliseconds to_milliseconds(double seconds) {
  constexpr double kLongest = 366.0 * 24 * 3600;
  if (!std::isfinite(seconds)) {
    return {};
  }
  constexpr double kPerSecond = 1000;
  return milliseconds{std::llround(std::clamp(seconds, 0.0, kLongest) * kPerSecond)};
}

struct Cue {
  milliseconds start;
  milliseconds end;
  std::string text;
};

// "-->" and longer arrows, which would leave one behind if each were replaced once.
std::string without_arrows(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    if (byte == '>' && result.ends_with("--")) {
      result.erase(result.find_last_not_of('-') + 1);
      result += '-';
    }
    result += byte;
  }
  return result;
}

std::vector<Cue> cues_of(std::span<const Segment> segments) {
  std::vector<Cue> cues;
  for (const Segment& segment : segments) {
    std::string text = without_arrows(on_one_line(segment.text));
    if (!text.empty()) {
      const milliseconds start = to_milliseconds(segment.start);
      const milliseconds end = std::max(to_milliseconds(segment.end), start + milliseconds{1});
      cues.push_back({.start = start, .end = end, .text = std::move(text)});
    }
  }
  return cues;
}

enum class Hours { always, when_needed };

std::string timestamp(milliseconds time, Hours hours, char decimal_point) {
  const std::chrono::hh_mm_ss parts{time};
  std::string text;
  if (hours == Hours::always || parts.hours().count() > 0) {
    text = fmt::format("{:02}:", parts.hours().count());
  }
  return text + fmt::format("{:02}:{:02}{}{:03}",
                            parts.minutes().count(),
                            parts.seconds().count(),
                            decimal_point,
                            parts.subseconds().count());
}

// What WebVTT takes for the beginning of a tag or of a character's name.
std::string without_markup(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    if (byte == '&') {
      result += "&amp;";
    } else if (byte == '<') {
      result += "&lt;";
    } else {
      result += byte;
    }
  }
  return result;
}

}  // namespace

std::string plain_text(std::span<const Segment> segments) {
  return joined_text(segments) + "\n";
}

std::string srt(std::span<const Segment> segments) {
  std::string file;
  int number = 0;
  for (const Cue& cue : cues_of(segments)) {
    file += fmt::format("{}\n{} --> {}\n{}\n\n",
                        ++number,
                        timestamp(cue.start, Hours::always, ','),
                        timestamp(cue.end, Hours::always, ','),
                        cue.text);
  }
  return file;
}

std::string vtt(std::span<const Segment> segments) {
  std::string file = "WEBVTT\n\n";
  for (const Cue& cue : cues_of(segments)) {
    file += fmt::format("{} --> {}\n{}\n\n",
                        timestamp(cue.start, Hours::when_needed, '.'),
                        timestamp(cue.end, Hours::when_needed, '.'),
                        without_markup(cue.text));
  }
  return file;
}

}  // namespace voicehub::engines
