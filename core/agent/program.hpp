#pragma once

#include <string_view>

namespace voicehub::agent {

// The program voicehub-agent, carried inside voicehub so that no file has to be found at run time.
[[nodiscard]] std::string_view program();

// What it runs on, in the Engine API's words: "amd64".
[[nodiscard]] std::string_view program_architecture();

}  // namespace voicehub::agent
