#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub::image {

// A step of the build as it is now. The same step comes again whenever something about it changes.
struct StepRecord {
  using Time = std::chrono::system_clock::time_point;
  std::string digest;  // which step
  std::string name;    // "[builder 2/5] RUN make"
  std::optional<Time> started;
  std::optional<Time> completed;
  bool cached = false;
  std::string error;
};

// A part of a step that has progress of its own: a layer that is pulled, an image that is written.
struct PartRecord {
  std::string step;  // its digest
  std::string name;
  std::int64_t current = 0;
  std::int64_t total = 0;  // 0: not known
};

// Output of a step, cut anywhere.
struct OutputRecord {
  std::string step;  // its digest
  std::string bytes;
};

// One line of the daemon's answer to a build with BuildKit.
struct ProgressRecord {
  std::vector<StepRecord> steps;
  std::vector<PartRecord> parts;
  std::vector<OutputRecord> outputs;
  std::vector<std::string> warnings;
  std::string image_id;  // of the image that was made
  std::string error;     // why there will be none
};

// A line of a kind that voicehub does not know is an empty record.
[[nodiscard]] Result<ProgressRecord> decode_progress(std::string_view line);

}  // namespace voicehub::image
