#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/event.hpp"
#include "core/image/progress.hpp"

namespace voicehub::image {

// Follows the steps of one build: tells of each when it starts, what it says, and how it ended; and
// keeps what the message of a failure needs.
class BuildSteps {
 public:
  struct Step {
    StepRecord record;
    std::deque<std::string> last_lines;  // of its output, 20 at most
    std::string unfinished_line;
    bool told_start = false;
    bool told_end = false;
  };

  // Subjects are "<service> [2/5] RUN …".
  BuildSteps(EventSink& events, std::string service);

  void add(const ProgressRecord& record);

  [[nodiscard]] const std::string& image_id() const { return image_id_; }

  [[nodiscard]] const std::string& error() const { return error_; }

  // The step that failed; nothing when the build failed before its first step.
  [[nodiscard]] const Step* failed() const;

 private:
  void begin_step(const StepRecord& record);
  void end_step(const StepRecord& record);
  void add_part(const PartRecord& part);
  void add_output(const OutputRecord& output);
  void end_line(Step& step);
  void tell(Event::Kind kind, const Step& step, std::string text);
  void tell_progress(const Step& step, std::string detail, std::optional<double> fraction);
  [[nodiscard]] std::string subject_of(const Step& step) const;

  EventSink& events_;
  std::string service_;
  std::unordered_map<std::string, Step> steps_;  // by digest
  std::string failed_;                           // digest
  std::string image_id_;
  std::string error_;
};

}  // namespace voicehub::image
