#pragma once

#include <string>

namespace voicehub::agent {

// Carries lines from stdin to the agent `name` and back to stdout, until either side ends. `look`
// it answers itself: it sees the same files. Returns the exit code.
int run_control(const std::string& name);

}  // namespace voicehub::agent
