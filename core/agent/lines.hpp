#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The lines of the control channel: fields separated by tabs, with \\ \t \n \r escaped in a field.
namespace voicehub::agent {

// With the newline at its end.
std::string join_line(const std::vector<std::string>& fields);

// `line` without its newline. A backslash before any other letter is dropped.
std::vector<std::string> split_line(std::string_view line);

// Makes lines of bytes that arrive in pieces.
class LineReader {
 public:
  explicit LineReader(std::size_t longest) : longest_{longest} {}

  void add(std::string_view bytes) { bytes_ += bytes; }

  // The next whole line, without its newline.
  std::optional<std::string> next();

  // What is left after next() has given nothing is longer than any line may be.
  [[nodiscard]] bool too_long() const { return bytes_.size() > longest_; }

 private:
  std::size_t longest_;
  std::string bytes_;
  // How far there is no newline: a line of 14 MB, the proof of 100,000 files, arrives in a thousand
  // pieces.
  std::size_t searched_ = 0;
};

}  // namespace voicehub::agent
