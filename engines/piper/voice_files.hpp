#pragma once

#include <filesystem>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub::engines::piper {

// The .onnx files of the voices at `path`: that file, or all in that folder and those below it,
// sorted by name. Other networks, which no <voice>.onnx.json stands beside, are no voices.
// `not_found` when there is none.
[[nodiscard]] Result<std::vector<std::filesystem::path>> find_voice_files(
    const std::filesystem::path& path);

// <voice>.onnx.json
[[nodiscard]] std::filesystem::path config_file(const std::filesystem::path& voice);

}  // namespace voicehub::engines::piper
