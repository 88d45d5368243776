#include "cli/display/edit_view.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"

namespace voicehub::cli {
namespace {

using Spans = std::vector<std::string>;

void add_span(Spans& spans,
              std::string_view name,
              const std::optional<std::chrono::milliseconds>& span) {
  if (span) {
    spans.push_back(fmt::format("{} {}", name, human_duration(*span)));
  }
}

// Two names are read at a glance, a checkout of thousands is not.
std::string files_text(const std::vector<std::string>& files) {
  constexpr std::size_t kShown = 2;
  if (files.size() <= kShown) {
    return join(files, ", ");
  }
  return fmt::format("{} and {} more", files.front(), files.size() - 1);
}

std::string verified_text(const ops::Edit& edit) {
  return edit.digest ? "verified " + edit.digest->brief() : "verified";
}

std::string indented(const std::string& text) {
  std::string lines;
  for (const std::string& line : split(text, '\n')) {
    lines += "    " + printable(line) + "\n";
  }
  return lines;
}

std::string text_of(const ops::Edit& edit, const Terminal& terminal) {
  const bool good = !edit.failure;
  Spans spans;
  add_span(spans, "detected", edit.detected);
  add_span(spans, "built", edit.built);
  add_span(spans, edit.how.empty() ? edit.action : edit.how, edit.restarted);
  add_span(spans, "healthy", edit.healthy);
  if (good && (edit.verified || edit.digest)) {
    spans.push_back(verified_text(edit));
  }
  add_span(spans, "first audio", edit.first_audio);
  std::string text = good ? paint(terminal, Colour::green, "✔") : paint(terminal, Colour::red, "✘");
  text += " " + paint(terminal, Colour::bold, printable(edit.service));
  if (!edit.files.empty()) {
    text += "  " + printable(files_text(edit.files));
  }
  if (!good) {
    text += "  " + paint(terminal, Colour::red, printable(edit.failure->message));
  }
  if (!spans.empty()) {
    text += "  " + paint(terminal, Colour::dim, join(spans, " · "));
  }
  text += "\n";
  if (!edit.kept.empty()) {
    text += indented(edit.kept);
  }
  for (const std::string& warning : edit.warnings) {
    text += "  " + paint(terminal, Colour::yellow, "!") + " " + printable(warning) + "\n";
  }
  if (!good && !edit.failure->cause.empty()) {
    text += indented(edit.failure->cause);
  }
  if (!good && !edit.failure->hint.empty()) {
    text += "  " + printable(edit.failure->hint) + "\n";
  }
  return text;
}

std::string json_of(const ops::Edit& edit) {
  nlohmann::ordered_json json{{"event", "edit"},
                              {"service", edit.service},
                              {"files", edit.files},
                              {"rule", edit.rule},
                              {"action", edit.action},
                              {"how", edit.how},
                              {"ok", !edit.failure.has_value()}};
  nlohmann::ordered_json spans = nlohmann::ordered_json::object();
  const auto add = [&](const char* key, const std::optional<std::chrono::milliseconds>& span) {
    if (span) {
      spans[key] = span->count();
    }
  };
  add("detected_ms", edit.detected);
  add("built_ms", edit.built);
  add("restarted_ms", edit.restarted);
  add("healthy_ms", edit.healthy);
  add("verified_ms", edit.verified);
  add("first_audio_ms", edit.first_audio);
  json["spans"] = std::move(spans);
  if (edit.digest) {
    json["digest"] = edit.digest->text();
  }
  if (!edit.kept.empty()) {
    json["kept"] = edit.kept;
  }
  if (!edit.warnings.empty()) {
    json["warnings"] = edit.warnings;
  }
  if (edit.failure) {
    json["error"] = {{"message", edit.failure->message},
                     {"hint", edit.failure->hint},
                     {"cause", edit.failure->cause}};
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string edit_text(const ops::Edit& edit, OutputFormat format, const Terminal& terminal) {
  return format == OutputFormat::json ? json_of(edit) : text_of(edit, terminal);
}

}  // namespace voicehub::cli
