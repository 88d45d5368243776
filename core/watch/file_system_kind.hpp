#pragma once

#include <optional>
#include <string_view>

#include "core/base/paths.hpp"

namespace voicehub::watch {

// The name of the file system that `path`, or the nearest folder above it that exists, is on, where
// it is one whose files others write without this kernel's knowledge: a network drive, a Windows
// drive in WSL 2, FUSE. inotify accepts watches there and reports nothing of it.
[[nodiscard]] std::optional<std::string_view> silent_file_system(const HostPath& path);

}  // namespace voicehub::watch
