#pragma once

#include <string>
#include <string_view>

namespace voicehub::engines {

// The words of a text in Markdown (CommonMark with GitHub's tables and strikethrough), without its
// marks. Headings, list items, rows of tables and code blocks have empty lines around them. What
// only looks like a mark stays: 2 * 3, snake_case. Takes any bytes, in a time that grows with their
// number.
[[nodiscard]] std::string without_markdown(std::string_view text);

}  // namespace voicehub::engines
