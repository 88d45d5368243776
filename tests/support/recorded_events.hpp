#pragma once

#include <functional>
#include <string>

#include <fmt/format.h>

#include "core/base/event.hpp"

namespace voicehub::test {

// Events as text, one line each: "finished voice [2/5] RUN make: cached". Times are left out,
// because no two runs have the same.
class RecordedEvents final : public EventSink {
 public:
  std::function<void(const Event&)> also;  // for a test that acts on an event

  void on_event(const Event& event) override {
    text_ += fmt::format("{} {}", kind_of(event), event.subject);
    for (const std::string& part : {event.text, event.detail}) {
      text_ += part.empty() ? "" : ": " + part;
    }
    text_ += "\n";
    if (also) {
      also(event);
    }
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  static std::string kind_of(const Event& event) {
    switch (event.kind) {
      case Event::Kind::started: return "started";
      case Event::Kind::progress: return "progress";
      case Event::Kind::finished: return "finished";
      case Event::Kind::failed: return "failed";
      case Event::Kind::note: return "note";
      case Event::Kind::warning: return "warning";
    }
    return "unknown";
  }

  std::string text_;
};

}  // namespace voicehub::test
