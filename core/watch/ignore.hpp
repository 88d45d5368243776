#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/dockerignore.hpp"
#include "core/base/paths.hpp"
#include "core/watch/gitignore.hpp"

namespace voicehub::watch {

// Whether it is named like source text: server.py, voice.cpp.
[[nodiscard]] bool is_source_name(std::string_view name);

// What of a folder tree is not watched. Left out is what any of these leaves out:
//   - names that are never source (core/base/not_source.hpp), and more that only tools of the
//     moment use: *.tmp and *.part, which are written to be renamed, sed's sedXXXXXX, …
//   - `models`, `weights` and `checkpoints` without a source file directly in them. With one they
//     are a package: TTS/tts/models/vits.py is what people edit.
//   - the .dockerignore of the tree's root, then the caller's patterns; '!' brings back what they
//     left out before
//   - .gitignore of the tree and of the repository above it, and .git/info/exclude
// The root itself is never left out: somebody asked for it by name.
class Ignore {
 public:
  struct GitRules {
    std::shared_ptr<const GitRules> outer;
    std::string folder;
    GitIgnore rules;
  };

  // What is known of a folder, so that what is directly in it can be judged.
  struct Level {
    std::string path;      // of the folder
    std::string relative;  // to the root; empty for the root
    DockerIgnore::Verdict docker;
    std::shared_ptr<const GitRules> git;
  };

  // Reads the ignore files that apply at the root. A pattern that cannot be read leaves out nothing
  // and becomes a warning.
  Ignore(HostPath root, std::span<const std::string> patterns, std::vector<std::string>& warnings);

  [[nodiscard]] const Level& top() const { return top_; }

  // For a folder: whether nobody needs to look into it.
  [[nodiscard]] bool leaves_out(const Level& folder, std::string_view name, bool is_folder) const;

  // Of the folder `name` in `folder`. Reads its .gitignore.
  [[nodiscard]] Level below(const Level& folder, std::string_view name) const;

  // Whether an edit of `path` changes what this leaves out.
  [[nodiscard]] bool is_made_from(const HostPath& path) const;

 private:
  [[nodiscard]] bool git_leaves_out(const Level& folder,
                                    std::string_view name,
                                    bool is_folder) const;

  DockerIgnore docker_;
  Level top_;
};

}  // namespace voicehub::watch
