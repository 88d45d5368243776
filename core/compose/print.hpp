#pragma once

#include <string>

#include "core/compose/node.hpp"

namespace voicehub::compose {

// Indented by two spaces, with a line end; what is not ASCII and what HTML knows is written as Go
// writes it.
[[nodiscard]] std::string to_json(const Node& node);

// The same without blanks, which is what Docker Compose hashes.
[[nodiscard]] std::string to_compact_json(const Node& node);

[[nodiscard]] std::string to_yaml(const Node& node);

}  // namespace voicehub::compose
