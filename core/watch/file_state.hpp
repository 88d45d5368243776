#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.hpp"
#include "core/base/paths.hpp"
#include "core/base/result.hpp"

namespace voicehub::watch {

// What is known of a file. A link stands for the file that it leads to.
struct FileState {
  std::uint64_t size = 0;
  std::uint64_t inode = 0;
  std::int64_t modified_ns = 0;  // since the epoch
  std::int64_t changed_ns = 0;   // the same for content, name or mode; not even `touch` can set it
  std::optional<Digest> digest;  // nothing while nobody has read the file, or it is too big

  [[nodiscard]] bool has_same_status(const FileState& other) const {
    return size == other.size && inode == other.inode && modified_ns == other.modified_ns &&
           changed_ns == other.changed_ns;
  }
};

// Bigger ones are weights by another name: nobody reads them, and two differ when size or time of
// modification do.
inline constexpr std::uint64_t kBiggestToRead = 64U << 20U;

// Nothing when there is no regular file at `path`.
[[nodiscard]] std::optional<FileState> look_at(const HostPath& path);

// The digest of what `path` has now, with the status that goes with it. Nothing when there is no
// regular file, when it changed while it was read, or when it cannot be read.
[[nodiscard]] std::optional<FileState> read_digest(const HostPath& path);

struct Listing {
  struct File {
    std::string name;
    FileState state;
  };

  std::uint64_t inode = 0;  // of the folder
  std::vector<File> files;
  std::vector<std::string> folders;  // not those that are links: they may lead back up, or anywhere
};

// Asked before the disk is: leaving out a name costs no status call.
using Takes = std::function<bool(std::string_view name, bool is_folder)>;

[[nodiscard]] Result<Listing> list_folder(const HostPath& folder, const Takes& takes);

}  // namespace voicehub::watch
