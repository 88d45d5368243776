#pragma once

#include <string>
#include <string_view>

namespace voicehub::engines {

// Whether a bar separates cells.
enum class Cells { no, yes };

// One block of Markdown without the marks within lines: emphasis, code, links, images, escapes, and
// the bars of a table's row.
[[nodiscard]] std::string without_inline_marks(std::string_view block, Cells cells);

}  // namespace voicehub::engines
