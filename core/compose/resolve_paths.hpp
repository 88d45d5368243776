#pragma once

#include <string>
#include <string_view>

#include "core/base/paths.hpp"
#include "core/compose/node.hpp"

namespace voicehub::compose {

// Makes every relative path of a file in its long form absolute: below `base`, or below `home`
// where it starts with '~'. What is already absolute, a URL or a Windows path stays as it is.
void resolve_paths(Node& file, const HostPath& base, const std::string& home);

// A build context that is fetched from elsewhere: a URL, or a Git repository.
[[nodiscard]] bool is_remote(std::string_view context);

}  // namespace voicehub::compose
