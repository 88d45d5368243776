#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voicehub::compose {

struct ShellWords {
  std::vector<std::string> words;
  std::string ignored;  // from the first unquoted ; & | < > on: no shell will run the command
};

// The words of a command line as Docker Compose splits it: quotes and backslashes count, nothing is
// expanded. Nothing when a quote, backquote or parenthesis is not closed.
[[nodiscard]] std::optional<ShellWords> split_shell_words(std::string_view line);

}  // namespace voicehub::compose
