#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"

// Shared by the files of from_run(); not for others.
namespace voicehub::compose {

// What of a `docker run` has been read so far.
struct RunDraft {
  Node service = make_map({});
  Node networks = make_map({});  // top-level
  Node volumes = make_map({});   // top-level
  Node endpoint = make_map({});  // --network-alias, --ip: of the network, which may come later
  std::string volume_driver;
  Notes notes;
};

struct RunOption;

// Or what is wrong with the value, as a sentence.
using Applied = std::expected<void, std::string>;

struct RunOption {
  std::string_view name;
  char letter = '\0';
  bool takes_value = true;
  Applied (*apply)(RunDraft& draft, const RunOption& option, const std::string& value) = nullptr;
  std::string_view key;  // the attribute of the service; with leave_out, what stands in for it
};

// All options of `docker run` of Docker 26, by name.
[[nodiscard]] std::span<const RunOption> run_options();

// The member of `map`, made as an empty one where it is not there.
[[nodiscard]] Node& list_in(Node& map, std::string_view key);
[[nodiscard]] Node& map_in(Node& map, std::string_view key);
// A number where the text is one, else the text: it may be a variable.
[[nodiscard]] Node number_or_text(const std::string& text);
// A path of this machine: where the line is typed is where the file is.
[[nodiscard]] std::string host_path(std::string_view text);
// At commas, but for those in double quotes, which go.
[[nodiscard]] std::vector<std::string> split_fields(std::string_view text);

Applied add_volume(RunDraft& draft, const RunOption& option, const std::string& value);
Applied add_mount(RunDraft& draft, const RunOption& option, const std::string& value);
Applied add_gpus(RunDraft& draft, const RunOption& option, const std::string& value);
Applied add_network(RunDraft& draft, const RunOption& option, const std::string& value);

}  // namespace voicehub::compose
