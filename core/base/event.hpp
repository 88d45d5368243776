#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace voicehub {

// What core tells the user while it works. Core never prints: cli/display renders events as a live
// terminal view, as plain lines or as NDJSON.
struct Event {
  enum class Kind {
    started,   // `subject` began `text`
    progress,  // it is still at it; `detail` is the newest line of output, `fraction` how far it is
    finished,  // it is done; `text` says what was done ("started", "healthy", "cached")
    failed,    // it went wrong; `text` says how
    note,      // worth knowing, nothing to do
    warning,   // worth acting on
  };

  Kind kind = Kind::note;
  std::string subject;  // service, "network voice_default", build step "[2/5] RUN …"; empty: the
                        // run as a whole
  std::string text;
  std::string detail;
  std::optional<std::chrono::milliseconds> elapsed;
  std::optional<double> fraction;  // 0 to 1
};

class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;

  void note(std::string subject, std::string text) {
    on_event({.kind = Event::Kind::note, .subject = std::move(subject), .text = std::move(text)});
  }

  void warning(std::string subject, std::string text) {
    on_event(
        {.kind = Event::Kind::warning, .subject = std::move(subject), .text = std::move(text)});
  }
};

}  // namespace voicehub
