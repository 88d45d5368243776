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
// The one engine that a verb talks to: --service, and where nothing else is positional, its name.
enum class Positional { no, yes };
void add_engine(CLI::App& command, std::string& service, Positional positional = Positional::no);
// As a list, which is empty when there is no name.
[[nodiscard]] std::vector<std::string> named(const std::string& service);
void add_dry_run(CLI::App& command, bool& dry_run);
void add_seconds(CLI::App& command,
                 const std::string& name,
                 std::optional<std::chrono::seconds>& value,
                 const std::string& help);

// Cuts off and returns what `exec` or `run` is to run: everything behind its service or behind a
// "--"; and what stands behind the "--" of `new`. CLI11 would look for flags of ours in it.
[[nodiscard]] std::vector<std::string> take_command(const CLI::App& app,
                                                    std::vector<std::string>& words);

}  // namespace voicehub::cli
