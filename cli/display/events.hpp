#pragma once

#include <cstdio>
#include <memory>

#include "cli/display/terminal.hpp"
#include "core/base/event.hpp"

namespace voicehub::cli {

enum class OutputFormat { text, json };

// What a verb does while it does it: a live view on a terminal, one line an event elsewhere (both
// on stderr, because data goes to stdout), NDJSON with OutputFormat::json.
class EventDisplay : public EventSink {
 public:
  // True when tick() should be called about ten times a second, so that times and spinners move.
  [[nodiscard]] virtual bool is_live() const { return false; }

  virtual void tick() {}

  // Leaves the terminal as whoever writes next expects it: at the start of an empty line.
  virtual void close() {}
};

// `quiet` leaves warnings and failures. NDJSON goes to `json_stream`: stdout where the events are
// the data, stderr where they only go with it.
[[nodiscard]] std::unique_ptr<EventDisplay> make_event_display(OutputFormat format,
                                                               const Terminal& terminal,
                                                               bool quiet,
                                                               std::FILE* json_stream = stdout);

}  // namespace voicehub::cli
