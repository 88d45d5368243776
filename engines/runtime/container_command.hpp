#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace voicehub::engines {

// The arguments of the engine in the command line of a container's first process, whose words end
// with zeros as in /proc. That process is the engine, or a supervisor with the engine's command
// line at its end: Docker's, voicehub's agent. An engine is what has the name of `self`, the
// program that asks, or lies beside it, as those of one image do. Nothing when there is none.
[[nodiscard]] std::vector<std::string> arguments_of_engine(std::string_view command_line,
                                                           const std::filesystem::path& self);

// Of the container that this process is in.
[[nodiscard]] std::vector<std::string> arguments_of_this_container();

}  // namespace voicehub::engines
