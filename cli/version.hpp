#pragma once

#include <string_view>

namespace voicehub::cli {

// "voicehub 0.1.0 (commit 1ea459e2d1, Clang 19.1.7)"
[[nodiscard]] std::string_view version_text();

}  // namespace voicehub::cli
