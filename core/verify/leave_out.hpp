#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace voicehub::verify {

// What lies in a source folder and is not source, so that neither side reads it:
//   - what tools, editors and running servers put there, and weights: kNotSource in
//     core/base/not_source.hpp
//   - paths of their own: what is mounted over it, and what the caller excepts
class LeaveOut {
 public:
  // `paths`: in the container; the target of every mount, and what else is left out.
  explicit LeaveOut(std::vector<std::string> paths) : paths_{std::move(paths)} {}

  // For something below a source mount, by its path in the container.
  [[nodiscard]] bool covers(std::string_view container_path) const;

  // The same as tests for find(1), one word a line: -name, *.pyc, -o, -path, /app/cache …
  [[nodiscard]] std::string find_expression() const;

 private:
  std::vector<std::string> paths_;
};

}  // namespace voicehub::verify
