#include "core/plan/anonymous_volumes.hpp"

#include <algorithm>
#include <cctype>

namespace voicehub::plan {
namespace {

// What the daemon calls a volume that nobody has named.
bool is_anonymous(const docker::MountPoint& mount) {
  constexpr std::size_t kDigits = 64;
  return mount.type == "volume" && mount.name.size() == kDigits &&
         std::ranges::all_of(mount.name, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

bool is_declared(const docker::ImageDetails* image, const std::string& target) {
  return image != nullptr && std::ranges::find(image->volumes, target) != image->volumes.end();
}

}  // namespace

void keep_anonymous_volumes(docker::ContainerSpec& spec,
                            const ObservedContainer& old,
                            const docker::ImageDetails* image) {
  if (!old.details) {
    return;
  }
  for (const docker::MountPoint& mount : old.details->mounts) {
    if (!is_anonymous(mount)) {
      continue;
    }
    const auto same = std::ranges::find(spec.mounts, mount.destination, &docker::MountSpec::target);
    if (same != spec.mounts.end()) {
      if (same->type == "volume" && same->source.empty()) {
        same->source = mount.name;
      }
    } else if (is_declared(image, mount.destination)) {
      spec.mounts.push_back({.type = "volume",
                             .source = mount.name,
                             .target = mount.destination,
                             .read_only = !mount.read_write});
    }
  }
}

}  // namespace voicehub::plan
