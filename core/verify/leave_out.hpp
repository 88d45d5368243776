#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace voicehub::verify {

// What lies in a source folder and is not source, so that neither side reads it:
//   - what tools, editors and running servers put there, and weights: kNotSource in
//     core/base/not_source.hpp
//   - whatever is mounted over it, which is a mount of its own
class LeaveOut {
 public:
  // `mounted`: the target of every mount of the container.
  explicit LeaveOut(std::vector<std::string> mounted) : mounted_{std::move(mounted)} {}

  // For something below a source mount, by its path in the container.
  [[nodiscard]] bool covers(std::string_view container_path) const;

  // The same as tests for find(1), one word a line: -name, *.pyc, -o, -path, /app/cache …
  [[nodiscard]] std::string find_expression() const;

 private:
  std::vector<std::string> mounted_;
};

}  // namespace voicehub::verify
