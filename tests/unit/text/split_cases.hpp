#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace voicehub::engines {

struct SplitCase {
  std::string name;
  // The sentences with | between them.
  std::string marked;

  // With what was where the bar is: a blank, or nothing for the scripts that have none.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::vector<std::string> sentences() const;

  friend std::ostream& operator<<(std::ostream& stream, const SplitCase& split) {
    return stream << split.name;
  }
};

// Real sentences in many languages.
[[nodiscard]] const std::vector<SplitCase>& split_cases();

}  // namespace voicehub::engines
