#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct CopyOptions {
  std::string source;  // see copy_argument()
  std::string target;
  HostPath directory;          // where relative paths of this machine start
  int number = 0;              // of the container; 0: out of the first, into all
  bool one_offs = false;       // containers of `run` too
  bool follow_link = false;    // copy what the source links to
  bool owned_by_user = false;  // in the container: by its user, not by the number of the owner here
};

// Takes an archive that goes to the standard output.
using ArchiveSink = std::function<Result<void>(std::string_view piece)>;

// Copies files between this machine and the containers of a service, which need not run.
[[nodiscard]] Task<void> copy(Session& session,
                              const Project& project,
                              CopyOptions options,
                              ArchiveSink output);

}  // namespace voicehub::ops
