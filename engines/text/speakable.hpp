#pragma once

#include <string>
#include <string_view>

namespace voicehub::engines {

// A text, as people and language models write it, without what nobody says: the marks of Markdown
// (a link keeps its words, a code block its text), emoji, controls and zero-width characters.
// Curly quotes become straight ones; guillemets stay. Blanks in a row become a space, a line break
// or an empty line; headings, list items and rows of tables are set apart by empty lines, as the
// marks that did it are gone. All else, letters of every script, stays. `text` is UTF-8; what is
// ill-formed in it is left out.
[[nodiscard]] std::string speakable(std::string_view text);

}  // namespace voicehub::engines
