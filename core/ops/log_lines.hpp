#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/docker/types.hpp"
#include "core/ops/timestamps.hpp"

namespace voicehub::ops {

// One line of a container's log. The source is named by whoever reads it.
struct LogLine {
  std::string service;    // "tts", or "tts-2" where a service has several containers
  std::string container;  // its name
  docker::OutputStream stream = docker::OutputStream::standard_output;
  TimePoint time;
  std::string stamp;  // the time as the daemon wrote it
  std::string text;
};

// Makes lines of what the daemon sends with timestamps switched on. The daemon cuts a line longer
// than 16 KiB into pieces and puts a timestamp before each; here it is one line again.
class LineJoiner {
 public:
  using Handler = std::function<void(LogLine line)>;

  explicit LineJoiner(Handler handler) : handler_{std::move(handler)} {}

  void add(docker::OutputStream stream, std::string_view bytes);
  // The stream has ended: what has no line end is a line too.
  void end();

 private:
  void emit(docker::OutputStream stream, std::string_view raw);

  Handler handler_;
  std::map<docker::OutputStream, std::string> open_;
};

// How far a log has been read, to go on after a restart without losing or repeating a line. Lines
// are counted within one timestamp, because some daemons stamp whole seconds; and an earlier one
// than the last is repeated only in an answer that began anew, because the daemon writes stdout and
// stderr side by side.
class ResumePoint {
 public:
  explicit ResumePoint(TimePoint since = {}) : last_{since} {}

  // Where to ask the daemon to begin.
  [[nodiscard]] TimePoint since() const { return last_; }

  // A new answer of the daemon begins.
  void rewind() {
    replaying_ = true;
    to_skip_ = seen_at_last_;
  }

  // False for a line that an earlier answer already had.
  [[nodiscard]] bool is_new(TimePoint time);

 private:
  TimePoint last_;
  std::size_t seen_at_last_ = 0;
  std::size_t to_skip_ = 0;
  bool replaying_ = false;
};

// Which lines of one output stream `logs --errors` shows: those that name an error, exception,
// traceback, fatal or critical condition or a panic, and what belongs to them: the rest of a Python
// traceback, and the indented lines of any other stack trace. Which stream a line was written to
// does not count, because Python servers write their whole log to stderr.
class ErrorFilter {
 public:
  [[nodiscard]] bool shows(std::string_view line);

 private:
  enum class Inside { nothing, error, traceback };
  Inside inside_ = Inside::nothing;
};

}  // namespace voicehub::ops
