#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.hpp"
#include "core/base/paths.hpp"
#include "core/project/mount.hpp"
#include "core/verify/view.hpp"

namespace voicehub::verify {

enum class MountState {
  match,       // source: same content, read by a process that started after the last edit
  same_root,   // cache, model, log …: the same folder, by device and inode; content is not hashed
  stale,       // the editor replaced the file: the container still holds the old inode
  mismatch,    // the content differs
  missing,     // not there, on the host or in the container
  unreadable,  // it is there and could not be read
  not_loaded,  // the content is right, but it changed after the server process started: it runs the
               // old code
  remote,      // the daemon is on another machine: there is no host side to compare with
};

[[nodiscard]] std::string_view to_text(MountState state);
[[nodiscard]] bool is_proof(MountState state);  // match or same_root

// One file that is not as it should be, below a mounted folder.
struct FileDifference {
  std::string name;  // relative to the mount; empty: the folder itself
  MountState state = MountState::mismatch;
};

struct MountReport {
  HostPath source;     // of a volume: the daemon's folder
  std::string volume;  // its name, as the daemon knows it
  ContainerPath target;
  MountKind kind = MountKind::bind;
  MountRole role = MountRole::source;
  std::string rule;  // why it has this role
  MountState state = MountState::match;
  std::string detail;          // one sentence for people: what is wrong and what cures it
  std::size_t files = 0;       // hashed
  std::optional<Digest> host;  // of the file, or of the tree
  std::optional<Digest> container;
  std::string host_md5;  // with --md5, single files only
  std::string container_md5;
  std::vector<FileDifference> differences;  // the first 20
  // With VerifyOptions::only: what the container has of those files, by name relative to the mount.
  std::map<std::string, Entry> selected;
};

// What is known about one container.
struct Report {
  std::string service;
  std::string container;
  std::vector<MountReport> mounts;
  // How the container was looked into: "exec sha256sum", "sidecar"; empty: nothing was mounted.
  std::string method;

  [[nodiscard]] bool proven() const;
};

}  // namespace voicehub::verify
