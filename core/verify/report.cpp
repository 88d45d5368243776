#include "core/verify/report.hpp"

#include <algorithm>

namespace voicehub::verify {

std::string_view to_text(MountState state) {
  switch (state) {
    case MountState::match: return "match";
    case MountState::same_root: return "same root";
    case MountState::stale: return "stale";
    case MountState::mismatch: return "mismatch";
    case MountState::missing: return "missing";
    case MountState::unreadable: return "unreadable";
    case MountState::not_loaded: return "not loaded";
    case MountState::remote: return "remote";
  }
  return "unknown";
}

bool is_proof(MountState state) {
  return state == MountState::match || state == MountState::same_root;
}

bool Report::proven() const {
  return std::ranges::all_of(mounts, is_proof, &MountReport::state);
}

}  // namespace voicehub::verify
