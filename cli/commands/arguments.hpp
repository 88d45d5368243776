#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace voicehub::cli {

// Arguments that several verbs take in the same way.
void add_services(CLI::App& command, std::vector<std::string>& services, const std::string& help);
void add_dry_run(CLI::App& command, bool& dry_run);
void add_seconds(CLI::App& command,
                 const std::string& name,
                 std::optional<std::chrono::seconds>& value,
                 const std::string& help);

// `words` is a whole command line without the program. What follows the service of `exec` belongs
// to the command to run, its flags too: the "--" that people leave out is put before it. Where
// there is a "--" but no service, an empty one is put in.
[[nodiscard]] std::vector<std::string> with_command_apart(const CLI::App& app,
                                                          std::vector<std::string> words);

}  // namespace voicehub::cli
