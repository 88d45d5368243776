#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace voicehub {

// RFC 4648, standard alphabet, with padding.
[[nodiscard]] std::string encode_base64(std::string_view bytes);

// Nothing for text that is not Base64 (RFC 4648, standard alphabet, with padding).
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace voicehub
