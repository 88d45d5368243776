#pragma once

#include <string>
#include <vector>

#include "core/base/paths.hpp"

namespace voicehub::watch {

// A folder, or a single file. A file is watched through the folder it is in, because editors
// replace it, and no name is left out; it may be missing for a while.
struct WatchedTree {
  HostPath path;                    // absolute and clean
  std::vector<std::string> ignore;  // more patterns as in .dockerignore, relative to `path`
  bool recursive = true;            // a folder with all that is below it
};

}  // namespace voicehub::watch
