#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/compose/node.hpp"

namespace voicehub::compose {

// What an unquoted YAML scalar means, by the rules of the parser that Docker Compose uses: YAML 1.2
// booleans (`yes` is text), octal 0755, digits grouped by '_'; numbers are rewritten as Go prints
// them, because that is what reaches the environment of a container.
struct Scalar {
  Kind kind = Kind::text;
  std::string text;
};

[[nodiscard]] Scalar resolve_plain(std::string_view text);

// A number as Go's %v prints it: 1.5, 1e+06.
[[nodiscard]] std::string go_number(double value);

// For a value that must be a boolean or a number but was written as text (quoted, or from a
// variable).
[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

}  // namespace voicehub::compose
