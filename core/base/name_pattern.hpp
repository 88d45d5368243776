#pragma once

#include <string>
#include <string_view>

namespace voicehub {

// A shell pattern for the name of a file, without '/': '*', '?', [a-z], '\' for the character as it
// is. The usual ones ("build", "*.pyc", "sed*") are compared as text: a hundred patterns for each
// of 100,000 names are ten million questions.
class NamePattern {
 public:
  explicit NamePattern(std::string_view pattern);

  [[nodiscard]] bool matches(std::string_view name) const;

 private:
  enum class Kind { exact, suffix, prefix, pattern };

  Kind kind_ = Kind::exact;
  std::string text_;
};

}  // namespace voicehub
