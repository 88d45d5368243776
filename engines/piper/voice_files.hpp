#pragma once

#include <filesystem>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub::engines::piper {

// The .onnx files of the voices at `path`: that file, or all in that folder and those below it,
// sorted by name. Other networks, which no <voice>.onnx.json stands beside, are no voices, and
// links that lead nowhere or in a circle are left out. `not_found` when there is none; `failed`,
// with its owner, for a path that this user may not read.
[[nodiscard]] Result<std::vector<std::filesystem::path>> find_voice_files(
    const std::filesystem::path& path);

// <voice>.onnx.json
[[nodiscard]] std::filesystem::path config_file(const std::filesystem::path& voice);

}  // namespace voicehub::engines::piper
