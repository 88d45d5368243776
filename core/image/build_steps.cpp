#include "core/image/build_steps.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::image {
namespace {

constexpr std::size_t kKeptLines = 20;
constexpr std::size_t kLongestLine = 4096;

// How BuildKit takes in the archive is no news to anyone.
bool is_plumbing(std::string_view name) {
  return name == "[internal] load remote build context" || name == "copy /context /";
}

// What a terminal shows of a line: a '\r' begins it again.
std::string_view visible(std::string_view line) {
  while (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  const auto begin = line.rfind('\r');
  return begin == std::string_view::npos ? line : line.substr(begin + 1);
}

std::string shown_part(const PartRecord& part) {
  if (part.total <= 0) {
    return part.name;
  }
  return fmt::format(
      "{} {} of {}",
      part.name,
      human_bytes(static_cast<std::uint64_t>(std::max<std::int64_t>(part.current, 0))),
      human_bytes(static_cast<std::uint64_t>(part.total)));
}

}  // namespace

BuildSteps::BuildSteps(EventSink& events, std::string service)
    : events_{events}, service_{std::move(service)} {}

void BuildSteps::add(const ProgressRecord& record) {
  for (const StepRecord& step : record.steps) {
    begin_step(step);
  }
  for (const PartRecord& part : record.parts) {
    add_part(part);
  }
  for (const OutputRecord& output : record.outputs) {
    add_output(output);
  }
  for (const StepRecord& step : record.steps) {
    end_step(step);
  }
  for (const std::string& warning : record.warnings) {
    events_.warning(service_, warning);
  }
  if (!record.image_id.empty()) {
    image_id_ = record.image_id;
  }
  if (!record.error.empty()) {
    error_ = record.error;
  }
}

const BuildSteps::Step* BuildSteps::failed() const {
  const auto found = steps_.find(failed_);
  return found == steps_.end() ? nullptr : &found->second;
}

// BuildKit starts and completes some steps more than once; each is told once.
void BuildSteps::begin_step(const StepRecord& record) {
  Step& step = steps_[record.digest];
  step.record = record;
  if (record.started && !record.completed && !step.told_start && !is_plumbing(record.name)) {
    step.told_start = true;
    tell(Event::Kind::started, step, "building");
  }
}

void BuildSteps::end_step(const StepRecord& record) {
  Step& step = steps_[record.digest];
  if (!record.completed || step.told_end) {
    return;
  }
  step.told_end = true;
  if (!step.unfinished_line.empty()) {
    end_line(step);
  }
  if (!record.error.empty()) {
    failed_ = record.digest;
    tell(Event::Kind::failed, step, record.error);
  } else if (!is_plumbing(record.name)) {
    tell(Event::Kind::finished, step, record.cached ? "cached" : "done");
  }
}

void BuildSteps::add_part(const PartRecord& part) {
  const auto found = steps_.find(part.step);
  if (found == steps_.end()) {
    return;
  }
  std::optional<double> fraction;
  if (part.total > 0) {
    fraction =
        std::clamp(static_cast<double>(part.current) / static_cast<double>(part.total), 0.0, 1.0);
  }
  tell_progress(found->second, shown_part(part), fraction);
}

void BuildSteps::add_output(const OutputRecord& output) {
  const auto found = steps_.find(output.step);
  if (found == steps_.end()) {
    return;
  }
  Step& step = found->second;
  std::string_view bytes = output.bytes;
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    step.unfinished_line += bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (end != std::string_view::npos || step.unfinished_line.size() > kLongestLine) {
      end_line(step);
    }
  }
  // A progress bar draws its line many times before it ends it.
  if (step.unfinished_line.contains('\r')) {
    const bool begins_again = step.unfinished_line.ends_with('\r');
    step.unfinished_line = visible(step.unfinished_line);
    tell_progress(step, step.unfinished_line, std::nullopt);
    step.unfinished_line += begins_again ? "\r" : "";
  }
}

void BuildSteps::end_line(Step& step) {
  std::string line{visible(step.unfinished_line)};
  step.unfinished_line.clear();
  tell_progress(step, line, std::nullopt);
  step.last_lines.push_back(std::move(line));
  if (step.last_lines.size() > kKeptLines) {
    step.last_lines.pop_front();
  }
}

void BuildSteps::tell(Event::Kind kind, const Step& step, std::string text) {
  Event event{.kind = kind, .subject = subject_of(step), .text = std::move(text)};
  if (step.record.started && step.record.completed) {
    event.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(*step.record.completed -
                                                                          *step.record.started);
  }
  events_.on_event(event);
}

void BuildSteps::tell_progress(const Step& step,
                               std::string detail,
                               std::optional<double> fraction) {
  events_.on_event({.kind = Event::Kind::progress,
                    .subject = subject_of(step),
                    .detail = std::move(detail),
                    .fraction = fraction});
}

std::string BuildSteps::subject_of(const Step& step) const {
  constexpr std::string_view kInternal = "[internal] ";
  std::string_view name = step.record.name;
  if (name.starts_with(kInternal)) {
    name.remove_prefix(kInternal.size());
  }
  return fmt::format("{} {}", service_, name);
}

}  // namespace voicehub::image
