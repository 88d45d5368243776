#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace voicehub::compose {

// Where the first byte is that no text file has: one that is not UTF-8, or a control character.
[[nodiscard]] std::optional<std::size_t> find_binary(std::string_view text);

}  // namespace voicehub::compose
