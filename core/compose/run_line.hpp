#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/compose/problem.hpp"

namespace voicehub::compose {

// Stands in words for the folder that the line is typed in: $(pwd), ${PWD}, %cd%. What becomes of
// it depends on what it is part of.
inline constexpr char kHere = '\x01';

// One command each. Words are as a compose file has them: ${NAME} is a variable, and $$ a dollar.
using Commands = std::vector<std::vector<std::string>>;

// The commands of what a person types into a POSIX shell, cmd.exe or PowerShell; which of them it
// is shows in the text. Lines may be continued by \, ^ or `. What only a shell can do, such as
// $(date), is a usage error.
[[nodiscard]] Result<Commands> split_commands(std::string_view text, Notes& notes);

// A word that no shell will look at any more.
[[nodiscard]] std::string literal_word(std::string_view word);

}  // namespace voicehub::compose
