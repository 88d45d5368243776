#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/glob.hpp"
#include "core/base/result.hpp"

namespace voicehub {

// What a build context leaves out: the patterns of a .dockerignore file. The last pattern that
// matches a path or a folder above it decides; one that begins with '!' brings the path back.
class DockerIgnore {
 public:
  // What is known of a path, and what the judgement of everything below it starts from.
  struct Verdict {
    bool excluded = false;
    std::vector<bool> matched;  // by pattern: the path, or a folder above it
  };

  // `file` is for error messages.
  [[nodiscard]] static Result<DockerIgnore> parse(std::string_view text, std::string_view file);

  // `path` is relative to the context; `parent` is the verdict of the folder that it is in, empty
  // at the top.
  [[nodiscard]] Verdict judge(std::string_view path, const Verdict& parent) const;

  // Whether an exception can bring back something inside an excluded folder. When none can, nobody
  // needs to look into it.
  [[nodiscard]] bool may_keep_inside(std::string_view folder, const Verdict& verdict) const;

 private:
  struct Pattern {
    Glob glob;
    bool exception = false;
  };

  std::vector<Pattern> patterns_;
};

}  // namespace voicehub
