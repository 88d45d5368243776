#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engines/speech/recognizer.hpp"

namespace voicehub::engines {

// The texts of all segments with single spaces. Some models begin each with a blank, some do not;
// between two letters of a script that has no blanks there is none.
[[nodiscard]] std::string joined_text(std::span<const Segment> segments);

// Without blanks around it and with single spaces in it.
[[nodiscard]] std::string on_one_line(std::string_view text);

}  // namespace voicehub::engines
