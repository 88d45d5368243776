#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/name_pattern.hpp"

namespace voicehub::watch {

// One .gitignore file. What git cannot read in it, git skips, and so does this. (Git goes on
// tracking an ignored file that was added by force; the index is not read here.)
class GitIgnore {
 public:
  explicit GitIgnore(std::string_view text);

  // Whether the file ignores `path`, which is relative to the folder that the file is in, or brings
  // it back. Nothing when no pattern speaks of it. A folder above `path` that is ignored is the
  // caller's to see: git does not look into it.
  [[nodiscard]] std::optional<bool> ignores(std::string_view path, bool is_folder) const;

 private:
  struct Pattern {
    std::vector<std::optional<NamePattern>> parts;  // one per component; nothing is "**"
    bool anchored = false;                          // to the folder of the file, by a '/' in it
    bool folders_only = false;
    bool exception = false;
  };

  using Parts = std::span<const std::optional<NamePattern>>;
  using Names = std::span<const std::string_view>;

  static std::optional<Pattern> parse(std::string_view line);
  static bool matches(Parts parts, Names names);

  std::vector<Pattern> patterns_;
};

}  // namespace voicehub::watch
