#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/verify/report.hpp"
#include "core/verify/view.hpp"

namespace voicehub::verify {

// What a verdict on one mount is made from.
struct Evidence {
  std::string service;  // named in the cures
  HostPath source;
  ContainerPath target;
  View host;  // of a volume: not there when this user may not look below the daemon's folder
  View container;
  // The kernel's own word: what was mounted has been unlinked, or is this path of its file system.
  bool deleted = false;
  std::optional<std::string> mounted_root;
  bool copied = false;  // by the agent of `voicehub dev`, before each start of the server
  std::int64_t server_started_ns = 0;  // since the epoch
};

struct Verdict {
  MountState state = MountState::match;
  std::string detail;
  std::vector<FileDifference> differences;
};

// A source mount, by content. A folder's differences are the first 20, by name.
[[nodiscard]] Verdict judge_content(const Evidence& evidence);

// Any other bind mount, by device and inode of its root.
[[nodiscard]] Verdict judge_root(const Evidence& evidence);

// A volume: by device and inode of its root where this user may look at the daemon's folder, else
// by the path that the kernel says is mounted.
[[nodiscard]] Verdict judge_volume(const Evidence& evidence);

}  // namespace voicehub::verify
