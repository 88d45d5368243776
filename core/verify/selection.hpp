#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/paths.hpp"
#include "core/verify/leave_out.hpp"
#include "core/verify/view.hpp"

namespace voicehub::verify {

// What of the mounted folders is compared: all of it where both are empty.
struct Scope {
  // Only these, so that the proof of one edit does not read 20,000 files.
  std::vector<HostPath> only;
  // All but these: what a server itself writes again and again is no source.
  std::vector<HostPath> except;
};

// Those of `files` that lie below the folder `source`, which is mounted at `target`, by their names
// relative to it and without what `leave_out` covers. Nothing where the whole folder has to be
// compared: `files` is empty or very long, or one of them is a link or a folder.
[[nodiscard]] std::optional<std::vector<std::string>> selection_of(
    const HostPath& source,
    const ContainerPath& target,
    const std::vector<HostPath>& files,
    const LeaveOut& leave_out);

// A folder of which only `names` were looked at, each by itself.
[[nodiscard]] View joined(View folder,
                          const std::vector<std::string>& names,
                          std::span<const View> files);

}  // namespace voicehub::verify
