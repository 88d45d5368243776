#pragma once

#include <optional>
#include <string_view>

namespace voicehub::agent {

// The program voicehub-agent for `architecture` ("amd64", "arm64", as the Engine API has it),
// carried inside voicehub so that no file has to be found at run time. Nothing for any other, or
// where this voicehub was built without the compiler for it.
[[nodiscard]] std::optional<std::string_view> program(std::string_view architecture);

}  // namespace voicehub::agent
