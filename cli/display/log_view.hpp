#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "cli/display/events.hpp"
#include "cli/display/terminal.hpp"
#include "core/ops/log_lines.hpp"

namespace voicehub::cli {

struct LogViewOptions {
  OutputFormat format = OutputFormat::text;
  bool timestamps = false;
  bool prefix = true;                 // the service in front of every line
  std::vector<std::string> services;  // that may appear, so that the first line is aligned too
};

// Log lines as people read them, "tts  │ ready", each service in its own colour; or as NDJSON.
class LogView {
 public:
  LogView(LogViewOptions options, Terminal terminal);

  [[nodiscard]] std::string text(std::span<const ops::LogLine> lines);

 private:
  [[nodiscard]] std::string line_text(const ops::LogLine& line);
  [[nodiscard]] std::string prefix_of(const std::string& service);

  LogViewOptions options_;
  Terminal terminal_;
  std::size_t width_ = 0;
  std::map<std::string, Colour> colours_;
};

// Prints the lines on stdout as the view has them, and at once. The view outlives it.
[[nodiscard]] std::function<void(std::span<const ops::LogLine>)> printed(LogView& view);

}  // namespace voicehub::cli
