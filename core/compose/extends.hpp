#pragma once

#include <functional>

#include "core/base/paths.hpp"
#include "core/base/result.hpp"
#include "core/compose/node.hpp"
#include "core/compose/schema.hpp"

namespace voicehub::compose {

// A file in its long form whose services may extend others. Paths in `extends.file` start in
// `directory`.
struct ExtendingFile {
  HostPath path;
  HostPath directory;
  Node tree;
};

// Reads a file that `extends` names, at `asked_at`.
using ReadExtended =
    std::function<Result<ExtendingFile>(const HostPath& path, const Origin& asked_at)>;

// Puts into every service what it extends, over any number of steps and files, and takes the word
// itself out. A service that extends itself in the end is invalid_project.
[[nodiscard]] Result<void> apply_extends(ExtendingFile& file,
                                         const Shape& shape,
                                         const ReadExtended& read);

}  // namespace voicehub::compose
