#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace voicehub::cli {

// What an output stream can show.
struct Terminal {
  bool is_tty = false;
  int columns = 0;  // 0: no limit, as in a file or a pipe
  bool colour = false;
};

// Looks at the descriptor (1: stdout, 2: stderr) and at NO_COLOR, CLICOLOR_FORCE, TERM and COLUMNS.
[[nodiscard]] Terminal detect_terminal(int descriptor);

// The rule behind it. `width` is what the terminal says of itself, 0 when it says nothing.
[[nodiscard]] Terminal terminal_for(bool is_tty,
                                    int width,
                                    const std::map<std::string, std::string>& environment);

enum class Colour { plain, bold, dim, red, green, yellow, blue, magenta, cyan };

// `text` in that colour where the terminal shows colours, else unchanged.
[[nodiscard]] std::string paint(const Terminal& terminal, Colour colour, std::string_view text);

// Columns that the UTF-8 text takes on a terminal: 2 for CJK and emoji, 0 for combining marks and
// for the escape sequences of colours.
[[nodiscard]] std::size_t display_width(std::string_view text);

// At most `columns` wide; what was cut off is shown by "…".
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns);

// Without control characters, so that what a container says cannot move the cursor or change the
// colours of this terminal. Tabs become a space.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace voicehub::cli
