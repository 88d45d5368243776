#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

// Folders that models and voices are looked for in. They are volumes and mounts, which may belong
// to another user than the engine's.
namespace voicehub::engines {

// What is in the folder, by name; nothing where there is no such folder. `failed`, as not_ours()
// says it, where this user may not read it.
[[nodiscard]] Result<std::vector<std::filesystem::path>> entries_of(
    const std::filesystem::path& folder);

// `failed`, as above, where this user may not even see whether there is something at the path.
[[nodiscard]] Result<void> check_reachable(const std::filesystem::path& path);

// `what` cannot be done at the path because of its owner and mode; with both, with who this is, and
// with what gives the path to this user.
[[nodiscard]] std::unexpected<Error> not_ours(const std::string& what,
                                              const std::filesystem::path& path);

}  // namespace voicehub::engines
