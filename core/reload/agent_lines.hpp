#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace voicehub::reload {

// How the agent and voicehub write a line to each other: fields separated by TAB, in which
// backslash, TAB and line ends are escaped (docs/agent.md).
[[nodiscard]] std::string to_line(const std::vector<std::string>& fields);  // with its '\n'
[[nodiscard]] std::vector<std::string> from_line(std::string_view line);    // without one

}  // namespace voicehub::reload
