#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/base/digest.hpp"

namespace voicehub::verify {

// A file or a symbolic link. For a link the digest is that of its target's path.
struct Entry {
  std::string digest;  // SHA-256 in hex; empty: it is there and could not be read
  // On the host: when content, name or rights last changed. Not the modification time, which `cp
  // -p`, `rsync -t` and `tar` set back to what it was elsewhere.
  std::int64_t changed_ns = 0;

  friend bool operator==(const Entry&, const Entry&) = default;
};

// A mount as one side sees it: the host, or a process in the container.
struct View {
  bool exists = false;
  bool folder = false;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  Entry file;                         // what a mounted file holds
  std::string md5;                    // of a mounted file, when asked for
  std::map<std::string, Entry> tree;  // what a mounted folder holds, by name relative to it

  // Of the file, or of the sorted lines "<digest>  <name>" of the tree. Nothing when a part could
  // not be read.
  [[nodiscard]] std::optional<Digest> digest() const;
  // How many files (and links) that digest stands for.
  [[nodiscard]] std::size_t files() const;

  friend bool operator==(const View&, const View&) = default;
};

// The digest of an Entry that is a symbolic link.
[[nodiscard]] std::string link_digest(const std::string& target);

}  // namespace voicehub::verify
