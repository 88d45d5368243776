#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/paths.hpp"
#include "core/watch/file_state.hpp"
#include "core/watch/ignore.hpp"
#include "core/watch/watched_tree.hpp"

namespace voicehub::watch {

// What the watched folders held when they were last looked at, and which names in them count.
// Events and times are hints; a change is a difference from this.
class Snapshot {
 public:
  // What one tree has to say about a folder.
  struct Place {
    std::size_t tree = 0;
    bool beside = false;  // the tree's root is (or will be) in the folder: only its name counts
    Ignore::Level level;
  };

  struct Folder {
    std::uint64_t inode = 0;
    bool gone = false;  // its files are still to be reported as removed
    std::vector<Place> places;
    std::map<std::string, FileState, std::less<>> files;
  };

  using Folders = std::map<std::string, Folder, std::less<>>;

  explicit Snapshot(std::vector<WatchedTree> trees);

  [[nodiscard]] const std::vector<WatchedTree>& trees() const { return trees_; }

  // Patterns that could not be read.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

  [[nodiscard]] const Folders& folders() const { return folders_; }

  [[nodiscard]] const Folder* find_folder(std::string_view path) const;
  [[nodiscard]] const FileState* find_file(const HostPath& path) const;

  // Whether something of this name, directly in the folder, counts for any tree.
  [[nodiscard]] bool takes(const Folder& folder, std::string_view name, bool is_folder) const;
  // What the trees have to say about the folder `path`; nothing when none wants it.
  [[nodiscard]] std::vector<Place> places_of(const HostPath& path) const;

  // The folder is there and counts; it keeps the files that it had.
  Folder& open_folder(const std::string& path, std::vector<Place> places);
  // The folder and all below it are gone or have another name. Returns the files that were there.
  std::vector<HostPath> close_folders(const std::string& path);

  void put(const HostPath& path, FileState state);
  void erase(const HostPath& path);

  // Reads the ignore files anew when `path` is one. True when it was: which folders count may have
  // changed then.
  bool reload_rules(const HostPath& path);

 private:
  [[nodiscard]] bool takes_at(const Place& place, std::string_view name, bool is_folder) const;

  std::vector<WatchedTree> trees_;
  std::vector<Ignore> ignores_;  // one per tree
  std::vector<std::string> warnings_;
  Folders folders_;
};

}  // namespace voicehub::watch
