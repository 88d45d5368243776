#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/compose/node.hpp"

namespace voicehub::compose {

// The YAML (or JSON) documents of one file. Anchors, aliases and `<<` are resolved; what aliases
// may grow into is bounded. `name` is the file as people should read it.
[[nodiscard]] Result<std::vector<Node>> parse_documents(std::string_view text, std::string name);

}  // namespace voicehub::compose
