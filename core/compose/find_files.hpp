#pragma once

#include <string>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/compose/problem.hpp"

namespace voicehub::compose {

struct FoundFiles {
  std::vector<HostPath> files;  // in the order of merging
  HostPath folder;              // where they were found
};

// The project file in `start`, else in the nearest folder above, with its override file: a name
// that Compose knows, else the only docker-compose-*.yml there. No files where there is none.
[[nodiscard]] Result<FoundFiles> find_files(const FileSystem& files,
                                            const HostPath& start,
                                            Notes& notes);

// What there is to say of that.
[[nodiscard]] std::unexpected<Error> no_files(const HostPath& start);

}  // namespace voicehub::compose
