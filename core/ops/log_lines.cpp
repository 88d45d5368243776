#include "core/ops/log_lines.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "core/docker/timestamp.hpp"

namespace voicehub::ops {
namespace {

constexpr std::size_t kDaemonPiece = 16384;
// A program that never ends its line (a progress bar) must not fill the memory.
constexpr std::size_t kLongestLine = 1024 * 1024;

struct Stamped {
  TimePoint time;
  std::string_view stamp;
  std::string_view text;
};

std::optional<Stamped> take_stamp(std::string_view raw) {
  const auto blank = raw.find(' ');
  if (blank == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view stamp = raw.substr(0, blank);
  const auto time = docker::parse_timestamp(stamp);
  if (!time) {
    return std::nullopt;
  }
  return Stamped{*time, stamp, raw.substr(blank + 1)};
}

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

std::string lower(std::string_view text) {
  std::string lowered{text};
  std::ranges::transform(lowered, lowered.begin(), [](unsigned char c) { return std::tolower(c); });
  return lowered;
}

// "error" and "ValueError", but not "terror" or "errorless".
bool names_an_error(std::string_view word) {
  static constexpr std::array<std::string_view, 10> kWords{"error",
                                                           "errors",
                                                           "exception",
                                                           "traceback",
                                                           "fatal",
                                                           "critical",
                                                           "panic",
                                                           "panicked",
                                                           "segfault",
                                                           "exceptions"};
  if (word.size() > 5 && (word.ends_with("Error") || word.ends_with("Exception"))) {
    return true;
  }
  return std::ranges::find(kWords, lower(word)) != kWords.end();
}

bool denies(std::string_view word) {
  const std::string lowered = lower(word);
  return lowered == "0" || lowered == "no" || lowered == "without";
}

// "0 errors" and "no error" are good news.
bool looks_like_error(std::string_view line) {
  std::string_view previous;
  while (true) {
    const auto begin = std::ranges::find_if(line, is_word_character);
    if (begin == line.end()) {
      return false;
    }
    const auto end = std::ranges::find_if_not(begin, line.end(), is_word_character);
    const std::string_view word{begin, end};
    if (names_an_error(word) && !denies(previous)) {
      return true;
    }
    previous = word;
    line = std::string_view{end, line.end()};
  }
}

bool is_indented(std::string_view line) {
  return line.starts_with(' ') || line.starts_with('\t');
}

}  // namespace

void LineJoiner::add(docker::OutputStream stream, std::string_view bytes) {
  std::string& open = open_[stream];
  while (true) {
    const auto end = bytes.find('\n');
    open += bytes.substr(0, end);
    if (end == std::string_view::npos) {
      break;
    }
    emit(stream, open);
    open.clear();
    bytes.remove_prefix(end + 1);
  }
  if (open.size() > kLongestLine) {
    emit(stream, open);
    open.clear();
  }
}

void LineJoiner::end() {
  for (auto& [stream, open] : open_) {
    if (!open.empty()) {
      emit(stream, open);
      open.clear();
    }
  }
}

void LineJoiner::emit(docker::OutputStream stream, std::string_view raw) {
  LogLine line{.stream = stream};
  if (const auto first = take_stamp(raw)) {
    line.time = first->time;
    line.stamp = first->stamp;
    raw = first->text;
  }
  while (raw.size() > kDaemonPiece) {
    const auto next = take_stamp(raw.substr(kDaemonPiece));
    if (!next) {
      break;
    }
    line.text += raw.substr(0, kDaemonPiece);
    raw = next->text;
  }
  line.text += raw;
  if (line.text.ends_with('\r')) {
    line.text.pop_back();
  }
  handler_(std::move(line));
}

bool ResumePoint::is_new(TimePoint time) {
  if (replaying_) {
    if (time < last_) {
      return false;
    }
    if (time == last_ && to_skip_ > 0) {
      --to_skip_;
      return false;
    }
    replaying_ = time == last_;
  }
  if (time > last_) {
    last_ = time;
    seen_at_last_ = 1;
  } else if (time == last_) {
    ++seen_at_last_;
  }
  return true;
}

bool ErrorFilter::shows(std::string_view line) {
  if (line.starts_with("Traceback (most recent call last)")) {
    inside_ = Inside::traceback;
    return true;
  }
  if (inside_ != Inside::nothing && is_indented(line)) {
    return true;
  }
  // The first line that is not indented names the exception: it ends the traceback.
  const bool shown = inside_ == Inside::traceback || looks_like_error(line);
  inside_ = shown ? Inside::error : Inside::nothing;
  return shown;
}

}  // namespace voicehub::ops
