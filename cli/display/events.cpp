#include "cli/display/events.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"

namespace voicehub::cli {
namespace {

using Kind = Event::Kind;

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::started: return "started";
    case Kind::progress: return "progress";
    case Kind::finished: return "finished";
    case Kind::failed: return "failed";
    case Kind::note: return "note";
    case Kind::warning: return "warning";
  }
  return "note";
}

std::string mark_of(const Terminal& terminal, Kind kind) {
  switch (kind) {
    case Kind::finished: return paint(terminal, Colour::green, "✔");
    case Kind::failed: return paint(terminal, Colour::red, "✘");
    case Kind::warning: return paint(terminal, Colour::yellow, "!");
    case Kind::note: return paint(terminal, Colour::dim, "·");
    default: return " ";
  }
}

// "✔ chatterbox-tts  started  212 ms"
std::string line_of(const Terminal& terminal, const Event& event) {
  std::string line = mark_of(terminal, event.kind) + " ";
  if (!event.subject.empty()) {
    line += paint(terminal, Colour::bold, printable(event.subject)) + "  ";
  }
  line += printable(event.text);
  if (event.elapsed) {
    line += "  " + paint(terminal, Colour::dim, human_duration(*event.elapsed));
  }
  if (!event.detail.empty() && event.kind != Kind::finished) {
    const std::string detail = printable(event.detail);
    line += "  " +
            paint(terminal, Colour::dim, event.kind == Kind::started ? "(" + detail + ")" : detail);
  }
  return line;
}

// One line an event. A progress line only when it says something new.
class PlainEvents final : public EventDisplay {
 public:
  PlainEvents(Terminal terminal, bool quiet) : terminal_{terminal}, quiet_{quiet} {}

  void on_event(const Event& event) override {
    const bool important = event.kind == Kind::warning || event.kind == Kind::failed;
    if (quiet_ && !important) {
      return;
    }
    if (event.kind == Kind::progress) {
      std::string& last = last_detail_[event.subject];
      if (event.detail.empty() || last == event.detail) {
        return;
      }
      last = event.detail;
    }
    fmt::print(stderr, "{}\n", line_of(terminal_, event));
  }

 private:
  Terminal terminal_;
  bool quiet_;
  std::map<std::string, std::string> last_detail_;
};

// What is going on stays in a block at the bottom, drawn anew; what has ended is written above it
// once.
class LiveEvents final : public EventDisplay {
 public:
  explicit LiveEvents(Terminal terminal) : terminal_{terminal} {}

  [[nodiscard]] bool is_live() const override { return true; }

  void on_event(const Event& event) override {
    erase_block();
    switch (event.kind) {
      case Kind::started:
      case Kind::progress: update(event); break;
      case Kind::finished:
      case Kind::failed:
        std::erase_if(active_,
                      [&](const Activity& activity) { return activity.subject == event.subject; });
        fmt::print(stderr, "{}\n", line_of(terminal_, event));
        break;
      case Kind::note:
      case Kind::warning: fmt::print(stderr, "{}\n", line_of(terminal_, event)); break;
    }
    draw_block();
  }

  void tick() override {
    ++frame_;
    if (!active_.empty()) {
      erase_block();
      draw_block();
    }
  }

  void close() override {
    erase_block();
    active_.clear();
    std::fflush(stderr);
  }

 private:
  struct Activity {
    std::string subject;
    std::string text;
    std::string detail;
    std::chrono::steady_clock::time_point since;
  };

  void update(const Event& event) {
    for (Activity& activity : active_) {
      if (activity.subject == event.subject) {
        activity.text = event.text.empty() ? activity.text : event.text;
        activity.detail = event.detail;
        return;
      }
    }
    active_.push_back({event.subject, event.text, event.detail, std::chrono::steady_clock::now()});
  }

  void erase_block() {
    if (drawn_ > 0) {
      fmt::print(stderr, "\x1b[{}A\x1b[J", drawn_);
      drawn_ = 0;
    }
  }

  void draw_block() {
    constexpr std::size_t kMostLines = 12;
    constexpr std::array<std::string_view, 10> kSpinner{
        "⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    const auto width = static_cast<std::size_t>(terminal_.columns > 0 ? terminal_.columns - 1 : 79);
    for (const Activity& activity : active_) {
      if (drawn_ == kMostLines) {
        break;
      }
      const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - activity.since);
      const std::string rest = fmt::format("{}  {}  {}  {}",
                                           printable(activity.subject),
                                           printable(activity.text),
                                           human_duration(elapsed),
                                           printable(activity.detail));
      fmt::print(stderr,
                 "{} {}\n",
                 paint(terminal_, Colour::cyan, kSpinner[frame_ % kSpinner.size()]),
                 fit(rest, width - 2));
      ++drawn_;
    }
    std::fflush(stderr);
  }

  Terminal terminal_;
  std::vector<Activity> active_;
  std::size_t drawn_ = 0;
  std::size_t frame_ = 0;
};

class JsonEvents final : public EventDisplay {
 public:
  explicit JsonEvents(std::FILE* stream) : stream_{stream} {}

  void on_event(const Event& event) override {
    nlohmann::ordered_json json{{"event", name_of(event.kind)}};
    const auto add = [&](const char* key, const std::string& value) {
      if (!value.empty()) {
        json[key] = value;
      }
    };
    add("subject", event.subject);
    add("text", event.text);
    add("detail", event.detail);
    if (event.elapsed) {
      json["elapsed_ms"] = event.elapsed->count();
    }
    if (event.fraction) {
      json["fraction"] = *event.fraction;
    }
    fmt::print(
        stream_, "{}\n", json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    std::fflush(stream_);
  }

 private:
  std::FILE* stream_;
};

}  // namespace

std::unique_ptr<EventDisplay> make_event_display(OutputFormat format,
                                                 const Terminal& terminal,
                                                 bool quiet,
                                                 std::FILE* json_stream) {
  if (format == OutputFormat::json) {
    return std::make_unique<JsonEvents>(json_stream);
  }
  if (terminal.is_tty && !quiet) {
    return std::make_unique<LiveEvents>(terminal);
  }
  return std::make_unique<PlainEvents>(terminal, quiet);
}

}  // namespace voicehub::cli
