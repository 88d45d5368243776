#pragma once

#include <vector>

#include "core/agent/run_options.hpp"

namespace voicehub::agent {

// Gives `to` the content of `from` where they differ, in place: `to` is a mount of its own, and
// keeps its inode. A `from` that cannot be read whole leaves `to` as it is. Says on stderr what
// could not be done.
void bring_up_to_date(const std::vector<Follow>& files);

}  // namespace voicehub::agent
