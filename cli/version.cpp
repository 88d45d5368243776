#include "cli/version.hpp"

#include "git_commit.hpp"

namespace voicehub::cli {

std::string_view version_text() {
  return "voicehub " VOICEHUB_VERSION " (commit " VOICEHUB_COMMIT ", " VOICEHUB_COMPILER ")";
}

}  // namespace voicehub::cli
