#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/compose/node.hpp"

namespace voicehub::compose {

// What the user should know although nothing is wrong.
using Notes = std::vector<std::string>;

// The way from the top of the file to a value: services, tts, ports, [0]. Lives on the stack of
// whoever walks the tree.
class Path {
 public:
  Path() = default;

  Path(const Path& parent, std::string_view key) : parent_{&parent}, key_{key} {}

  Path(const Path& parent, std::size_t index) : parent_{&parent}, index_{index} {}

  // "service 'tts': 'ports[0]'", "'networks.front'", "'services'"
  [[nodiscard]] std::string text() const;

 private:
  const Path* parent_ = nullptr;
  std::string_view key_;
  std::optional<std::size_t> index_;
};

// What is wrong with one value, by whoever cannot know its path.
struct Problem {
  Origin at;
  std::string what;  // "'80:' names no container port"
  std::string hint;
};

using Outcome = std::expected<void, Problem>;

[[nodiscard]] std::unexpected<Problem> problem(const Origin& at,
                                               std::string what,
                                               std::string hint = {});

// compose.yaml:4:7: service 'tts': 'ports' …
[[nodiscard]] std::unexpected<Error> invalid(const Origin& at,
                                             std::string_view what,
                                             std::string hint = {});
[[nodiscard]] std::unexpected<Error> invalid(const Path& path, Problem problem);

}  // namespace voicehub::compose
