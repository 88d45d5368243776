#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/base/paths.hpp"

namespace voicehub {

enum class MountKind { bind, volume, tmpfs, image, named_pipe };

// Whether there is a folder or file on the daemon's machine that both sides can be compared by.
[[nodiscard]] constexpr bool is_on_host(MountKind kind) {
  return kind == MountKind::bind || kind == MountKind::volume;
}

// What a mount is for. Source mounts are verified by content and watched; the others are only
// proven to be the same folder, because a model cache of 26 GB is not source.
enum class MountRole { source, cache, model, log, build_target, data };

[[nodiscard]] std::string_view to_text(MountRole role);

// One line of `volumes:`.
struct Mount {
  MountKind kind = MountKind::bind;
  HostPath source;     // bind: absolute path on the machine of the daemon; named_pipe: its name
  std::string volume;  // volume: key under the top-level `volumes:`; empty for an anonymous volume
  std::string image;   // image: its name
  ContainerPath target;
  bool read_only = false;

  // bind: make the folder when it is missing (short syntax, or create_host_path)
  bool create_source = false;
  std::string propagation;  // bind: rprivate …; empty: the daemon's default
  std::string selinux;      // bind: "z" or "Z"; empty: none
  std::string recursive;    // bind: disabled, writable, readonly; empty: the daemon's default
  bool no_copy = false;     // volume: do not fill it from the image
  std::map<std::string, std::string> volume_labels;  // of a volume that is made for the mount
  std::string subpath;                               // volume, image: the folder of it
  std::uint64_t tmpfs_bytes = 0;                     // 0: no limit
  std::optional<std::uint32_t> tmpfs_mode;

  std::optional<MountRole> role;  // from x-voicehub.mounts; else decided by classify()

  friend bool operator==(const Mount&, const Mount&) = default;
};

// The role of a mount, and the rule that says so, as a user would read it ("target is below
// /root/.cache").
struct MountClass {
  MountRole role = MountRole::data;
  std::string rule;
};

// Decides by x-voicehub.mounts first, then by kind, names and places that voice engines are known
// to use. Pure.
[[nodiscard]] MountClass classify(const Mount& mount);

}  // namespace voicehub
