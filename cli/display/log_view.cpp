#include "cli/display/log_view.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace voicehub::cli {
namespace {

std::string json_line(const ops::LogLine& line) {
  const bool is_error = line.stream == docker::OutputStream::standard_error;
  const nlohmann::ordered_json json{{"service", line.service},
                                    {"container", line.container},
                                    {"stream", is_error ? "stderr" : "stdout"},
                                    {"time", line.stamp},
                                    {"line", line.text}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

LogView::LogView(LogViewOptions options, Terminal terminal)
    : options_{std::move(options)}, terminal_{terminal} {
  for (const std::string& service : options_.services) {
    width_ = std::max(width_, display_width(service));
  }
}

std::string LogView::text(std::span<const ops::LogLine> lines) {
  std::string text;
  for (const ops::LogLine& line : lines) {
    text += options_.format == OutputFormat::json ? json_line(line) : line_text(line);
  }
  return text;
}

std::string LogView::line_text(const ops::LogLine& line) {
  std::string text;
  if (options_.prefix) {
    text += prefix_of(line.service);
  }
  if (options_.timestamps) {
    text += paint(terminal_, Colour::dim, line.stamp) + " ";
  }
  // As the program wrote it, with its own colours.
  text += line.text;
  text += '\n';
  return text;
}

std::string LogView::prefix_of(const std::string& service) {
  static constexpr std::array kColours{
      Colour::cyan, Colour::yellow, Colour::green, Colour::magenta, Colour::blue};
  const Colour next = kColours.at(colours_.size() % kColours.size());
  const Colour colour = colours_.try_emplace(service, next).first->second;
  width_ = std::max(width_, display_width(service));
  std::string name = service;
  name.append(width_ - display_width(service), ' ');
  return paint(terminal_, colour, name + "  │") + " ";
}

std::function<void(std::span<const ops::LogLine>)> printed(LogView& view) {
  return [&view](std::span<const ops::LogLine> lines) {
    const std::string text = view.text(lines);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  };
}

}  // namespace voicehub::cli
